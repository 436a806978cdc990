from django.db import transaction

from plans.exceptions import DayOutsidePeriod, DraftMoved, EditionIsThere, TextCannotBeStored, TooManyChanges
from plans.models import Amendment, Draft
from plans.operations.adopt_revision import starts_edition_that_is_there
from plans.permissions import check_can_edit
from plans.queries.amendments import current_draft
from plans.rules.apply import apply
from plans.rules.canonical import canonical
from plans.rules.changes import CHANGES, MOST_CHANGES
from plans.rules.content import as_json
from plans.rules.texts import TEXTS


@transaction.atomic
def save_draft(
    *, by, at, amendment, shown, title=None, changes=None, rationale=None, cost=None, in_force_from=None, about=None
):
    """Saves what is given over the draft numbered `shown`; what is None stays as it is. Returns the Draft.

    `rationale` is a text in languages, possibly empty; `cost` a Cost and `in_force_from` a date, or False to take
    them away; `about` another Subject of a review of the strategy. Saving what is already there makes no new draft.
    Raises NotAllowed, DraftClosed, DraftMoved when somebody saved another draft meanwhile, ChangeDoesNotFit,
    TooManyChanges, EditionIsThere, TextCannotBeStored, DayOutsidePeriod.
    """
    amendment = Amendment.objects.select_for_update(of=("self",)).select_related("base__edition").get(pk=amendment.pk)
    check_can_edit(by, amendment)
    latest = current_draft(amendment)
    if latest.number != shown:
        raise DraftMoved(amendment)
    contents = dict(latest.contents)
    proposed = apply(amendment.base.content, _changes(changes, contents))
    if changes is not None:
        check_can_be_held(changes)
        contents["changes"] = [as_json(change) for change in changes]
    if rationale is not None:
        contents["rationale"] = checked_rationale(rationale)
    if cost is not None:
        contents.pop("cost", None)
        if cost:
            contents["cost"] = as_json(cost)
    if in_force_from is not None:
        contents.pop("in_force_from", None)
        if in_force_from:
            start, end = proposed.start, proposed.end
            if not start <= in_force_from <= end:
                raise DayOutsidePeriod(start, end)
            contents["in_force_from"] = in_force_from.isoformat()
    if about is not None:
        contents["about"] = as_json(about)
    title = latest.title if title is None else title
    if (title, contents) == (latest.title, latest.contents):
        return latest
    amendment.title = title
    amendment.save(update_fields=["title"])
    return Draft.objects.create(
        amendment=amendment,
        base=amendment.base,
        number=latest.number + 1,
        title=title,
        proposal_text=canonical(contents).decode(),
        saved_by=by,
        saved_at=at,
    )


def _changes(changes, contents):
    """The changes that are given, else those of the draft."""
    return CHANGES.validate_python(contents.get("changes", [])) if changes is None else changes


def check_can_be_held(changes):
    """Raises TooManyChanges, or EditionIsThere where they start an edition that is there already."""
    if len(changes) > MOST_CHANGES:
        raise TooManyChanges(MOST_CHANGES)
    for change in changes:
        if starts_edition_that_is_there(change):
            raise EditionIsThere(change.content.edition)


def checked_rationale(rationale):
    """A reason in languages without its empty texts, as it is stored. Raises TextCannotBeStored."""
    given = {language: text for language, text in rationale.items() if text.strip()}
    try:
        return TEXTS.validate_python(given) if given else {}
    except ValueError:
        raise TextCannotBeStored from None
