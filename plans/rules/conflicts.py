"""Whether two amendments can stand beside each other."""

from plans.rules.apply import apply
from plans.rules.merge import merge


def conflicts(ours, theirs):
    """What two Changes of one base say otherwise about the same thing: a tuple of Conflict, empty when both can be
    adopted. Seen from the other side it is the same. Raises AnotherBase."""
    base = ours.base
    return merge(base, apply(base, ours), apply(base, theirs)).conflicts
