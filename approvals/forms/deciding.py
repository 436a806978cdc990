"""What secretaries and delegates type, turned into values."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approvals.enums import Choice, Motion, Way
from approvals.rules.outcomes import CHANGING
from approvals.wording import CHOICES, MOTIONS
from plans.rules.changes import Cost


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
    way = forms.ChoiceField(label=_("Decided"), initial=Way.CONSENSUS.value, widget=forms.RadioSelect)
    votes_for = forms.IntegerField(label=_("For"), required=False, min_value=0)
    against = forms.IntegerField(label=_("Against"), required=False, min_value=0)
    abstaining = forms.IntegerField(label=_("Abstaining"), required=False, min_value=0)
    casting = forms.ChoiceField(
        label=_("The chair’s vote on a tie"),
        required=False,
        choices=[("", _("none")), (Choice.FOR.value, _("For")), (Choice.AGAINST.value, _("Against"))],
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=5000,
        help_text=_("Needed when it is adverse, with changes, a return, or a rejection."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    cost_amount = forms.IntegerField(
        label=_("What the body’s own text costs, in whole units"),
        required=False,
        min_value=0,
        max_value=10**12,
        help_text=_("Leave it empty when the cost is as before."),
        widget=forms.NumberInput(attrs={"class": "short"}),
    )
    cost_currency = forms.RegexField(
        r"^[A-Z]{3}$", label=_("Currency"), required=False, widget=forms.TextInput(attrs={"class": "short"})
    )
    waives_advice = forms.BooleanField(
        label=_("The vote expressly did without Finance’s advice on the cost"), required=False
    )

    def __init__(self, *args, reading, sitting=None, members=(), name=None, **kwargs):
        """With a `sitting`, a Meeting, those present are in its attendance and not asked for. `members` may be called
        in a roll call; `name` words a Member for the reader."""
        super().__init__(*args, **kwargs)
        rule = reading.outcome_rule
        self.fields["motion"].choices = [(motion.value, MOTIONS[motion]) for motion in rule.motions]
        self.fields["way"].choices = [
            (way.value, label)
            for way, label in (
                (Way.CONSENSUS, _("By consensus")),
                (Way.COUNTS, _("By a vote, with these counts")),
                (Way.ROLL_CALL, _("By roll call")),
            )
            if way in rule.ways
        ]
        if sitting is not None:
            del self.fields["meeting"], self.fields["present"]
        if not reading.rule.voting_rule.casting_vote:
            del self.fields["casting"]
        if rule.advice_above is None:
            del self.fields["waives_advice"]
        if not CHANGING & set(rule.motions):
            del self.fields["cost_amount"], self.fields["cost_currency"]
        self.called = [(member, self._call(member, name(member))) for member in members if Way.ROLL_CALL in rule.ways]

    def _call(self, member, label):
        field = f"roll_{member.code}"
        choices = [("", _("not cast")), *((choice.value, CHOICES[choice]) for choice in Choice)]
        self.fields[field] = forms.ChoiceField(label=label, required=False, choices=choices)
        return field

    @property
    def roll_fields(self):
        return [self[field] for _member, field in self.called]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("way") == Way.ROLL_CALL and not self.roll():
            self.add_error("way", _("Say how at least one Member voted in the roll call."))
        if cleaned.get("cost_amount") and not cleaned.get("cost_currency"):
            self.add_error("cost_currency", _("Say in which currency."))
        return cleaned

    def votes(self):
        """(for, against, abstaining), or None for anything but counts."""
        if self.cleaned_data["way"] != Way.COUNTS:
            return None
        return tuple(self.cleaned_data[name] or 0 for name in ("votes_for", "against", "abstaining"))

    def roll(self):
        """Each called Member's Choice by its code, or None for anything but a roll call."""
        if self.cleaned_data.get("way") != Way.ROLL_CALL:
            return None
        cast = {member.code: self.cleaned_data.get(field) for member, field in self.called}
        return {code: Choice(choice) for code, choice in cast.items() if choice}

    def cost(self):
        """The Cost of the body's own text, or None where it is as before."""
        amount = self.cleaned_data.get("cost_amount")
        return None if amount is None else Cost(amount=amount, currency=self.cleaned_data["cost_currency"] or "EUR")

    def given(self):
        """What record_outcome takes of it."""
        casting = self.cleaned_data.get("casting")
        return {
            "shown": self.cleaned_data["shown"],
            "motion": Motion(self.cleaned_data["motion"]),
            "present": self.cleaned_data.get("present"),
            "votes": self.votes(),
            "roll": self.roll(),
            "casting": Choice(casting) if casting else None,
            "meeting": self.cleaned_data.get("meeting", ""),
            "reason": self.cleaned_data["reason"],
            "cost": self.cost(),
            "waives_advice": self.cleaned_data.get("waives_advice", False),
        }


class PollForm(forms.Form):
    """Until when an electronic poll, or a silence procedure, lasts."""

    shown = forms.CharField(widget=forms.HiddenInput)
    motion = forms.ChoiceField(widget=forms.HiddenInput)
    way = forms.ChoiceField(label=_("How"), widget=forms.RadioSelect)
    closes_at = forms.DateTimeField(
        label=_("Closes at"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "class": "short"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
    )

    def __init__(self, *args, reading, **kwargs):
        super().__init__(*args, **kwargs)
        rule = reading.outcome_rule
        self.fields["motion"].choices = [(motion.value, MOTIONS[motion]) for motion in rule.motions]
        self.fields["motion"].initial = rule.undisputed
        ways = [
            (Way.POLL.value, _("By a vote: each Member votes by name")),
            (Way.SILENCE.value, _("By silence: adopted unless a Member objects in time")),
        ]
        self.fields["way"].choices = [(way, label) for way, label in ways if Way(way) in rule.ways]
        self.fields["way"].initial = next((way for way, _label in self.fields["way"].choices), None)
        if len(self.fields["way"].choices) == 1:
            self.fields["way"].widget = forms.HiddenInput()
        # two weeks, at six in the evening
        later = timezone.localtime() + timedelta(days=14)
        self.fields["closes_at"].initial = later.replace(hour=18, minute=0, second=0, microsecond=0)


class AloneForm(forms.Form):
    """What an officer says alone."""

    shown = forms.CharField(widget=forms.HiddenInput)
    motion = forms.ChoiceField(label=_("What you find"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args, reading, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["motion"].choices = [(motion.value, MOTIONS[motion]) for motion in reading.outcome_rule.motions]


class SubmitForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), required=False, max_length=2000)
    urgent = forms.BooleanField(required=False)
    typing_errors = forms.BooleanField(required=False)


class CancelForm(forms.Form):
    reason = forms.CharField(label=_("Why it is cancelled"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class ReasonForm(forms.Form):
    shown = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class StatementForm(forms.Form):
    """What an earlier act says wrongly."""

    statement = forms.CharField(
        label=_("What it says wrongly, and what is right"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3})
    )
