from django.db.models import F

from plans.models import Numbering


def take_number(series):
    """The next number of a series, from 1. Inside a transaction; others wait for its end."""
    counter = Numbering.objects.filter(series=series)
    if not counter.update(last=F("last") + 1):
        Numbering.objects.get_or_create(series=series)
        counter.update(last=F("last") + 1)
    return counter.values_list("last", flat=True).get()
