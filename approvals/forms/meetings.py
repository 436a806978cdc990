"""What a secretary types of a meeting: when it is, what is on its agenda, who is there."""

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.enums import Section
from approvals.forms.moments import MomentField


class CallForm(forms.Form):
    """A meeting that is called."""

    title = forms.CharField(
        label=_("What the meeting is called"),
        max_length=200,
        help_text=_("For example: 79th session, 11-12 February 2019"),
    )
    starts_at = MomentField(label=_("Begins at"))
    place = forms.CharField(label=_("Place"), max_length=200, required=False)


class PlaceForm(forms.Form):
    """A reading that is put on the agenda."""

    reading = forms.TypedChoiceField(label=_("Reading"), coerce=int)
    section = forms.ChoiceField(
        label=_("How it is taken"),
        choices=[
            (Section.DECISION.value, _("discussed and decided by itself")),
            (Section.CONSENT.value, _("on the consent agenda: adopted with the others unless a Member pulls it out")),
        ],
        widget=forms.RadioSelect,
        initial=Section.DECISION.value,
    )

    def __init__(self, *args, waiting, name, **kwargs):
        """`waiting` are the body's open readings on no agenda; `name` words one for the reader."""
        super().__init__(*args, **kwargs)
        self.fields["reading"].choices = [(reading.pk, name(reading)) for reading in waiting]


class PullForm(forms.Form):
    """Which Member wants an item discussed; empty for the person's own."""

    member = forms.CharField(required=False, max_length=3)
