"""What a secretary ticks to take several readings a step further at once."""

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.queries.work import ADVANCED


class StepForm(forms.Form):
    """One of the readings: whether it goes along, and what was shown of it."""

    what = forms.ChoiceField(choices=[(what, what) for what in sorted(ADVANCED)], widget=forms.HiddenInput)
    shown = forms.CharField(max_length=64, widget=forms.HiddenInput)
    take = forms.BooleanField(required=False, initial=True)


class SittingForm(forms.Form):
    """The meeting at which one body dealt with all that is recorded of it here."""

    meeting = forms.CharField(
        label=_("Meeting"), max_length=200, help_text=_("For example: 79th session, 11-12 February 2019")
    )
    present = forms.IntegerField(
        label=_("Members present"), min_value=0, widget=forms.NumberInput(attrs={"class": "short"})
    )
