"""Days and moments where this installation is."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings


def end_of(day):
    """The last moment of a day where this installation is."""
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(settings.TIME_ZONE)) - timedelta(microseconds=1)


def day_of(moment):
    """The day of a moment where this installation is."""
    return moment.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
