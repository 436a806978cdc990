"""Words that a document must carry, and that a verifier looks for."""

# In the certificate and on every page of what the embedded default seals.
DEVELOPMENT = "DEVELOPMENT"

SEAL = "Seal"
# The fields of every sealed document, in order: the organization's seal, then the chairs' approval signatures.
CHAIRS = ("council", "policy_commission", "finance_committee", "audit_committee")


def chair_field(body):
    """The field for the signature of a body's chair."""
    return f"Chair_{body}"


FIELDS = (SEAL, *(chair_field(body) for body in CHAIRS))
# Documents of before had a point in these names, which a field's name may not have. They stay as they are.
FORMER_FIELDS = (SEAL, *(f"Chair.{body}" for body in CHAIRS))


def time_field(number):
    """The field of a document's nth archive timestamp, from 1."""
    return f"Time_{number}"


PLAN_FILE = "plan.json"
RECORD_FILE = "record.json"
# What is inside a certificate of one decision, and its only field beside the timestamps'.
CERTIFICATE_FILE = "certificate.json"
CERTIFICATE_FIELDS = (SEAL,)
# What is inside a published report, beside the record that it was: its value in its canonical form.
REPORT_FILE = "report.json"
REPORT_FIELDS = CERTIFICATE_FIELDS
