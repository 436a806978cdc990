"""The demonstration's people. They exist in demonstration mode only; everything about them is SYNTHETIC."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

PASSWORD = "plenary-demo"  # noqa: S105, public, and refused outside the demonstration


@dataclass(frozen=True)
class Account:
    """`offices` are (body, role) pairs; `member` the code of the Member that a delegate acts for."""

    username: str
    first: str
    last: str
    what: str
    groups: tuple[str, ...] = ()
    offices: tuple[tuple[str, str], ...] = ()
    member: str = ""
    language: str = "en"
    staff: bool = False


STAFF = "Secretariat staff"
EVALUATORS = "Evaluators"
DELEGATES = "Delegates"
SECRETARIES = "Secretaries: {}"
CHAIRS = "Chairs: {}"
REGISTRARS = "Registrars"


def _secretary(prefix, first, last, body, what):
    return Account(f"{prefix}-secretary", first, last, what, (SECRETARIES.format(body),), ((body, "secretary"),))


def _chair(prefix, first, last, offices, what):
    return Account(f"{prefix}-chair", first, last, what, tuple(CHAIRS.format(body) for body, _ in offices), offices)


NAMED = (
    Account("drafter", "Dana", "Drafter", _("Secretariat: drafts amendments"), (STAFF,)),
    Account(
        "evaluator",
        "Evan",
        "Evaluator",
        _("Secretariat: confirms figures, evaluates corrective actions"),
        (EVALUATORS,),
    ),
    Account("owner", "Olga", "Owner", _("Capacity Building: enters the figures of SP7 and SP8")),
    _secretary("pc", "Petra", "Ito", "policy_commission", _("Secretary, Policy Commission")),
    _secretary("audit", "Amir", "Lund", "audit_committee", _("Secretary, Audit Committee")),
    _secretary("finance", "Fatou", "Berg", "finance_committee", _("Secretary, Finance Committee")),
    _secretary("council", "Clara", "Okafor", "council", _("Secretary, Council")),
    _chair("pc", "Pavel", "Moreau", (("policy_commission", "chair"),), _("Chair, Policy Commission")),
    _chair(
        "audit",
        "Astrid",
        "Nilsen",
        (("audit_committee", "chair"), ("policy_commission", "observer")),
        _("Chair, Audit Committee"),
    ),
    _chair(
        "finance",
        "Felix",
        "Santos",
        (("finance_committee", "chair"), ("policy_commission", "observer")),
        _("Chair, Finance Committee"),
    ),
    _chair("council", "Carmen", "Dubois", (("council", "chair"),), _("Chair, Council")),
    Account(
        "secretary-general",
        "Saida",
        "General",
        _("Secretary General"),
        (CHAIRS.format("council"),),
        (("council", "secretary_general"),),
    ),
    Account(
        "registrar",
        "Rosa",
        "Registrar",
        _("Keeps the bodies, their rules, and a copy of the register’s root"),
        (REGISTRARS,),
    ),
    Account("delegate-fr", "Fanny", "Renard", _("Delegate of France"), (DELEGATES,), (), "FR", "fr"),
    Account("delegate-jp", "Jun", "Tanaka", _("Delegate of Japan"), (DELEGATES,), (), "JP"),
    Account("delegate-ke", "Kamau", "Njoroge", _("Delegate of Kenya"), (DELEGATES,), (), "KE"),
    Account("delegate-br", "Bruna", "Rocha", _("Delegate of Brazil"), (DELEGATES,), (), "BR"),
    Account("reader", "Rita", "Reader", _("Reads, decides nothing")),
    Account("admin", "Ada", "Admin", _("Administrator"), staff=True),
)
FRENCH_SPEAKING = frozenset(
    [
        "BE",
        "BF",
        "BI",
        "BJ",
        "CD",
        "CF",
        "CG",
        "CH",
        "CI",
        "CM",
        "DJ",
        "DZ",
        "FR",
        "GA",
        "GN",
        "HT",
        "KM",
        "LU",
        "MA",
        "MG",
        "ML",
        "MR",
        "NE",
        "RW",
        "SC",
        "SN",
        "TD",
        "TG",
        "TN",
    ]
)
