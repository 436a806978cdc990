"""Who may run the cycle, and who evaluates. Asked of the database inside the transaction."""

from django.contrib.auth import get_user_model

from cycle.exceptions import NotYours


def may(person, what):
    """Whether a group of the person's has the permission; administrators have none by being that."""
    return get_user_model().objects.filter(pk=person.pk, is_active=True, groups__permissions__codename=what).exists()


def check_may(person, what):
    """Raises NotYours unless a group of the person's has the permission."""
    if not may(person, what):
        raise NotYours(what)
