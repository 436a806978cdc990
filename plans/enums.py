"""The closed vocabularies of the document."""

from enum import StrEnum


class Method(StrEnum):
    """How a kind of KPI is computed. Kinds are data of the edition; the ways to compute are these four."""

    TARGET_RATIO = "target_ratio"  # actual / estimated, both counts
    DEMAND_RATIO = "demand_ratio"  # supported / requested; nothing requested: not applicable
    SHARE = "share"  # part / whole; the estimate says which share is aimed at
    MILESTONE = "milestone"  # done or not, by a date


class Competence(StrEnum):
    """What a change touches, and so whose reading it concerns."""

    POLICY = "policy"
    AUDIT = "audit"
    FINANCE = "finance"


class AmendmentKind(StrEnum):
    PLAN_CHANGE = "plan_change"
    ANNUAL_PLAN = "annual_plan"
    EDITION = "edition"
    CORRIGENDUM = "corrigendum"
    STRATEGY = "strategy"  # whether the strategy stands as it is: a question, with or without changes


class AmendmentState(StrEnum):
    DRAFT = "draft"
    UNDER_REVIEW = "under_review"
    RETURNED = "returned"
    ADOPTED = "adopted"
    ENDORSED = "endorsed"  # the strategy stands as it is; nothing was adopted
    WITHDRAWN = "withdrawn"
    MOOT = "moot"  # what it proposes was adopted by another amendment
    REJECTED = "rejected"
    LAPSED = "lapsed"  # adopted by the urgent procedure, and not ratified


class Standing(StrEnum):
    """What holds of a version on a day."""

    IN_FORCE = "in_force"
    TO_COME = "to_come"
    SUPERSEDED = "superseded"
    LAPSED = "lapsed"


class Stage(StrEnum):
    """What a document's bytes have reached. From the prepared ones on, each stage only appends to the one before."""

    RENDERED = "rendered"
    PREPARED = "prepared"  # with the fields for signatures
    SEALED = "sealed"  # with the organization's signature
    APPROVED = "approved"  # with a chair's signature
    ARCHIVED = "archived"  # with a timestamp over everything before


class DocumentKind(StrEnum):
    """What a sealed document is."""

    VERSION = "version"
    CORRIGENDUM = "corrigendum"
    CERTIFICATE = "certificate"
    REPORT = "report"
