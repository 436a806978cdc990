"""Files that say a part of a plan anew, or the whole of it."""

from pydantic import ValidationError

from plans.exceptions import PlanDoesNotFit
from plans.rules.apply import rebuilt
from plans.rules.content import COLLECTIONS
from plans.rules.faults import Fault, faults_of
from plans.rules.integrity import faults_across, faults_of_succession
from plans.rules.source import parsed, read


def with_uploaded(content, what, data):
    """The content with what a file says: an element of the collection `what` ("annual_plans", "directorates"), which
    takes the place of the one with its key or comes last, or, for "plan", the whole. `data` is YAML or JSON as bytes.

    Raises PlanDoesNotFit with every fault and its place in the file.
    """
    if what == "plan":
        return _whole(content, read(data))
    try:
        new = COLLECTIONS[what].model_validate(parsed(data))
    except ValidationError as error:
        raise PlanDoesNotFit(faults_of(error)) from None
    held = getattr(content, what)
    there = [new if element.key == new.key else element for element in held]
    becomes = rebuilt(content, **{what: tuple(there if new in there else (*there, new))})
    faults = faults_across(becomes)
    if faults:
        raise PlanDoesNotFit(faults)
    return becomes


def _whole(content, new):
    if new.edition == content.edition:
        return new
    if new.succeeds is None:
        expected = f"a new edition was expected to say what becomes of the elements of “{content.edition}”"
        raise PlanDoesNotFit([Fault(("succeeds",), expected)])
    faults = faults_of_succession(new, content)
    if faults:
        raise PlanDoesNotFit(faults)
    return new
