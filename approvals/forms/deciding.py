"""What secretaries and delegates type, turned into values."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approvals.enums import Choice, Motion, Nature, Way
from approvals.rules.outcomes import motions

MOTIONS = {
    Motion.FAVOURABLE: _("Favourable"),
    Motion.FAVOURABLE_WITH_CHANGES: _("Favourable with changes"),
    Motion.ADVERSE: _("Adverse"),
    Motion.RETURN: _("Return to the drafters"),
    Motion.ENDORSE: _("Endorse"),
    Motion.AMEND: _("Amend: the Council’s own text"),
}


class OutcomeForm(forms.Form):
    """A meeting's attendance and how it decided about a motion. Nobody enters the result."""

    shown = forms.CharField(widget=forms.HiddenInput)
    motion = forms.ChoiceField(label=_("Question put"), widget=forms.RadioSelect)
    meeting = forms.CharField(
        label=_("Meeting"), max_length=200, help_text=_("For example: 79th session, 11-12 February 2019")
    )
    present = forms.IntegerField(
        label=_("Members present"), min_value=0, widget=forms.NumberInput(attrs={"class": "short"})
    )
    way = forms.ChoiceField(
        label=_("Decided"),
        choices=[(Way.CONSENSUS.value, _("By consensus")), (Way.COUNTS.value, _("By a vote, with these counts"))],
        initial=Way.CONSENSUS.value,
        widget=forms.RadioSelect,
    )
    votes_for = forms.IntegerField(label=_("For"), required=False, min_value=0)
    against = forms.IntegerField(label=_("Against"), required=False, min_value=0)
    abstaining = forms.IntegerField(label=_("Abstaining"), required=False, min_value=0)
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=5000,
        help_text=_("Needed when it is adverse, with changes, or a return."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, reading, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["motion"].choices = [(motion.value, MOTIONS[motion]) for motion in motions(Nature(reading.nature))]

    def votes(self):
        """(for, against, abstaining), or None for a consensus."""
        if self.cleaned_data["way"] == Way.CONSENSUS:
            return None
        return tuple(self.cleaned_data[name] or 0 for name in ("votes_for", "against", "abstaining"))


class PollForm(forms.Form):
    shown = forms.CharField(widget=forms.HiddenInput)
    motion = forms.ChoiceField(widget=forms.HiddenInput)
    closes_at = forms.DateTimeField(
        label=_("Closes at"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "class": "short"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
    )

    def __init__(self, *args, reading, **kwargs):
        super().__init__(*args, **kwargs)
        possible = [
            motion for motion in motions(Nature(reading.nature)) if motion in (Motion.ENDORSE, Motion.FAVOURABLE)
        ]
        self.fields["motion"].choices = [(motion.value, MOTIONS[motion]) for motion in possible]
        self.fields["motion"].initial = possible[0].value
        # two weeks, at six in the evening
        later = timezone.localtime() + timedelta(days=14)
        self.fields["closes_at"].initial = later.replace(hour=18, minute=0, second=0, microsecond=0)


class VoteForm(forms.Form):
    shown = forms.CharField(widget=forms.HiddenInput)
    choice = forms.ChoiceField(
        label=_("Your vote"),
        choices=[
            (Choice.FOR.value, _("Endorse")),
            (Choice.AGAINST.value, _("Do not endorse")),
            (Choice.ABSTAIN.value, _("Abstain")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the three before recording your vote.")},
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("choice") == Choice.AGAINST and not cleaned.get("reason", "").strip():
            self.add_error("reason", _("Say why: the others read it beside your vote."))
        return cleaned


class SubmitForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), required=False, max_length=2000)


class CancelForm(forms.Form):
    reason = forms.CharField(label=_("Why it is cancelled"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class ReasonForm(forms.Form):
    shown = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
