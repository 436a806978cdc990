"""A further version of a rule, as whoever keeps the bodies types it."""

import re
from fractions import Fraction

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approvals.enums import Basis, Motion, RuleKind, Way
from approvals.forms.membership import DayField, midnight
from approvals.rules.deadlines import Term
from approvals.rules.outcomes import ANY_WAY, OutcomeRule, family_of
from approvals.rules.voting import VotingRule
from approvals.wording import BASES, MOTIONS, WAYS


class _RuleForm(forms.Form):
    """Each form has `value(rule)`: what the next version of a Rule row says."""

    shown = forms.IntegerField(widget=forms.HiddenInput)
    in_force_on = DayField(label=_("In force from"), help_text=_("Open reviews keep the version they began with."))

    def __init__(self, *args, rule, **kwargs):
        """`rule` is the version that the next one follows."""
        super().__init__(*args, **kwargs)

    def in_force_from(self):
        """The beginning of that day, or now where it is today."""
        day = self.cleaned_data["in_force_on"]
        return max(midnight(day), timezone.now()) if day == timezone.localdate() else midnight(day)


class DeadlineRuleForm(_RuleForm):
    days = forms.IntegerField(label=_("Days by the calendar"), min_value=0, max_value=3650)
    hours = forms.IntegerField(label=_("and hours"), min_value=0, max_value=1000)
    field_order = ("days", "hours", "in_force_on", "shown")

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("days") and not cleaned.get("hours"):
            self.add_error("days", _("A deadline takes some days or hours."))
        return cleaned

    @staticmethod
    def from_value(value):
        return {"days": value.get("days", 0), "hours": value.get("hours", 0)}

    def value(self, rule):
        return Term(self.cleaned_data["days"], self.cleaned_data["hours"])


class FractionField(forms.CharField):
    """An exact part of a whole, typed as 2/3."""

    def clean(self, value):
        text = super().clean(value).replace(" ", "")
        if not re.fullmatch(r"0|\d{1,6}/[1-9]\d{0,5}", text):
            raise forms.ValidationError(_("Type an exact part, for example 2/3."))
        part = Fraction(text)
        if part >= 1:
            raise forms.ValidationError(_("Type a part between 0 and 1, for example 2/3."))
        return part


class VotingRuleForm(_RuleForm):
    article = forms.CharField(label=_("The article that it stands on"), max_length=300)
    basis = forms.ChoiceField(label=_("Counted on"), choices=[(basis.value, BASES[basis]) for basis in Basis])
    share = FractionField(label=_("Part that carries"), max_length=20)
    more_than = forms.BooleanField(label=_("more than that part, not the part itself"), required=False)
    quorum = FractionField(label=_("Quorum: more than this part of those entitled"), max_length=20)
    proxies = forms.IntegerField(label=_("Proxies that one Member may hold"), min_value=0, max_value=10)
    casting_vote = forms.BooleanField(label=_("the chair breaks a tie"), required=False)
    checked_in = forms.BooleanField(label=_("in writing, who checks in is present without voting"), required=False)
    field_order = (
        "article",
        "basis",
        "share",
        "more_than",
        "quorum",
        "proxies",
        "casting_vote",
        "checked_in",
        "in_force_on",
        "shown",
    )

    @staticmethod
    def from_value(value):
        return {"proxies": 0, "casting_vote": False, "checked_in": False} | value

    def value(self, rule):
        names = ("article", "share", "more_than", "quorum", "proxies", "casting_vote", "checked_in")
        given = {name: self.cleaned_data[name] for name in names}
        basis = Basis(self.cleaned_data["basis"])
        return VotingRule(key=rule.key, version=rule.version + 1, basis=basis, **given)


class OutcomeRuleForm(_RuleForm):
    motions = forms.MultipleChoiceField(label=_("What may be put"), widget=forms.CheckboxSelectMultiple)
    ways = forms.MultipleChoiceField(label=_("How it may be decided"), widget=forms.CheckboxSelectMultiple)
    advice_above = forms.DecimalField(
        label=_("Cost above which the body’s own text needs Finance’s advice"),
        required=False,
        min_value=0,
        max_digits=13,
        decimal_places=0,
        help_text=_("In whole units of the plan’s currency; empty: never."),
    )
    field_order = ("motions", "ways", "advice_above", "in_force_on", "shown")

    def __init__(self, *args, rule, **kwargs):
        """Offers what can be put together at the step of this rule."""
        super().__init__(*args, rule=rule, **kwargs)
        before = rule.outcome_rule
        alone = Way.BY_OFFICER in before.ways
        self.fields["motions"].choices = [(one.value, MOTIONS[one]) for one in Motion if one in family_of(before)]
        ways = {Way.BY_OFFICER} if alone else ANY_WAY
        self.fields["ways"].choices = [(way.value, WAYS[way]) for way in Way if way in ways]

    @staticmethod
    def from_value(value):
        return value

    def value(self, rule):
        return OutcomeRule(
            rule.key,
            rule.version + 1,
            tuple(Motion(motion) for motion in self.cleaned_data["motions"]),
            frozenset(Way(way) for way in self.cleaned_data["ways"]),
            self.cleaned_data["advice_above"],
        )


FORMS = {
    RuleKind.VOTING: VotingRuleForm,
    RuleKind.DEADLINE: DeadlineRuleForm,
    RuleKind.OUTCOMES: OutcomeRuleForm,
}
