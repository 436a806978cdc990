"""People to choose among."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cycle.queries.people import colleagues


class ColleagueField(forms.ModelChoiceField):
    """Somebody who can be given something to do here, or nobody."""

    def __init__(self, **kwargs):
        super().__init__(queryset=colleagues(), required=False, empty_label=_("nobody"), **kwargs)

    @staticmethod
    def shared(*fields):
        """Lets fields of several forms ask once for the people whom they offer."""
        offered = [(value, label) for value, label in fields[0].choices] if fields else []
        for field in fields:
            field.choices = offered

    def label_from_instance(self, person):
        return person.get_full_name() or person.get_username()
