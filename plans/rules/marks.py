"""Words that a document must carry, and that a verifier looks for."""

# In the certificate and on every page of what the embedded default seals.
DEVELOPMENT = "DEVELOPMENT"

SEAL = "Seal"
# The fields of every sealed document, in order: the organization's seal, then the chairs' approval signatures.
CHAIRS = ("council", "policy_commission", "finance_committee", "audit_committee")
FIELDS = (SEAL, *(f"Chair.{body}" for body in CHAIRS))

PLAN_FILE = "plan.json"
RECORD_FILE = "record.json"
