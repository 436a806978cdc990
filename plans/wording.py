"""Words for the parts of a plan: its fields, its kinds of elements, and how one element is called."""

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from plans.enums import AmendmentKind, Stage
from plans.rules.texts import in_language, shortened

# The months as they stand beside a day. Django has them in French with a capital, so ours are in the catalogue.
MONTHS = (
    pgettext_lazy("alt. month", "January"),
    pgettext_lazy("alt. month", "February"),
    pgettext_lazy("alt. month", "March"),
    pgettext_lazy("alt. month", "April"),
    pgettext_lazy("alt. month", "May"),
    pgettext_lazy("alt. month", "June"),
    pgettext_lazy("alt. month", "July"),
    pgettext_lazy("alt. month", "August"),
    pgettext_lazy("alt. month", "September"),
    pgettext_lazy("alt. month", "October"),
    pgettext_lazy("alt. month", "November"),
    pgettext_lazy("alt. month", "December"),
)
FIELDS = {
    "text": _("text"),
    "name": _("name"),
    "description": _("description"),
    "measured": _("what is measured"),
    "against": _("against what"),
    "board": _("management board"),
    "code": _("code"),
    "perspective": _("perspective"),
    "group": _("group of processes"),
    "packages": _("packages"),
    "source": _("from"),
    "target": _("to"),
    "objective": _("objective"),
    "kind": _("kind of KPI"),
    "method": _("how it is computed"),
    "weight": _("weight"),
    "on_track": _("on track from"),
    "at_risk": _("at risk from"),
    "estimates": _("estimates"),
    "start": _("begins on"),
    "end": _("ends on"),
    "due": _("due on"),
    "priorities": _("priorities"),
    "directorate": _("Directorate"),
    "serves": _("serves"),
    "kpi": _("feeds the KPI"),
    "languages": _("languages"),
    "authentic": _("authentic languages"),
    "terms": _("words for its parts"),
    "off_from": _("objectives off track from"),
    "on_from": _("objectives on track from"),
    "falling": _("falls in a row that are a deviation"),
    "edition": _("edition"),
}
NOUNS = {
    "statement": _("statement"),
    "package": _("package"),
    "kind": _("kind of KPI"),
    "perspective": _("perspective"),
    "group": _("group of processes"),
    "objective": _("objective"),
    "link": _("arrow of the map"),
    "KPI": _("KPI"),
    "priority": _("priority"),
    "Directorate": _("Directorate"),
    "objective of a Directorate": _("objective of a Directorate"),
    "link of a Directorate": _("arrow of a Directorate's map"),
    "indicator": _("indicator of a Directorate"),
    "annual plan": _("annual implementation plan"),
    "action": _("strategic action"),
    "deliverable": _("deliverable"),
}


AMENDMENT_KINDS = {
    AmendmentKind.PLAN_CHANGE: _("change of the plan"),
    AmendmentKind.ANNUAL_PLAN: _("annual implementation plan"),
    AmendmentKind.EDITION: _("new edition"),
    AmendmentKind.CORRIGENDUM: _("corrigendum"),
    AmendmentKind.STRATEGY: _("review of the strategy"),
}
STAGES = {
    Stage.RENDERED: _("its pages are made"),
    Stage.PREPARED: _("its fields for signatures are in place"),
    Stage.SEALED: _("the organization’s seal is on it"),
    Stage.APPROVED: _("signed by a chair"),
    Stage.ARCHIVED: _("a timestamp covers everything before"),
}
COLLECTION_WORDS = {
    "mission": _("mission"),
    "vision": _("vision"),
    "values": _("values"),
    "packages": _("packages"),
    "kinds": _("kinds of KPI"),
    "perspectives": _("perspectives"),
    "groups": _("groups of processes"),
    "objectives": _("objectives"),
    "links": _("arrows of the map"),
    "kpis": _("KPIs"),
    "priorities": _("strategic priorities"),
    "directorates": _("Directorates"),
    "annual_plans": _("annual implementation plans"),
    "actions": _("strategic actions"),
    "deliverables": _("deliverables"),
    "indicators": _("indicators"),
}


def amendment_kind_word(kind):
    """What an amendment of a kind is called."""
    return AMENDMENT_KINDS[AmendmentKind(kind)]


def stage_word(stage):
    """What a document's reaching of a stage is called."""
    return STAGES[Stage(stage)]


def collection_word(collection):
    """What the elements of a collection are called."""
    return COLLECTION_WORDS.get(collection, collection)


def field_word(field):
    """What a field is called; a name that nobody worded stands as it is."""
    return FIELDS.get(field, field)


def noun_word(noun):
    """What a kind of element is called, from the noun that the rules give it."""
    return NOUNS.get(noun, noun)


def called(element, characters=90, content=None):
    """What an element is called in one line: its code and its name, or the beginning of what it says; an arrow by the
    codes of its ends, where the `content` is given that it lies in."""
    ends = [content.element(getattr(element, end, None) or "") for end in ("source", "target")] if content else []
    if ends and all(ends):
        return " → ".join(end.code for end in ends)
    language = (get_language() or "en").split("-")[0]
    said = getattr(element, "name", None) or getattr(element, "measured", None) or getattr(element, "text", None)
    parts = [getattr(element, "code", None), shortened(in_language(said, language), characters) if said else None]
    return " ".join(part for part in parts if part) or element.key
