from django.db.models import F

from plans.models import Numbering


def take_number(series):
    """The next number of a series, from 1. Inside a transaction; others wait for its end."""
    Numbering.objects.get_or_create(series=series)
    Numbering.objects.filter(series=series).update(last=F("last") + 1)
    return Numbering.objects.values_list("last", flat=True).get(series=series)
