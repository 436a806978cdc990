"""What staff type while drafting, turned into values of the plan."""

from datetime import date
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError as Refused

from plans.enums import AmendmentKind, Method
from plans.rules.changes import Cost
from plans.rules.content import AIM_OF, Aim
from plans.rules.texts import in_language


class StartForm(forms.Form):
    title = forms.CharField(
        label=_("What should change, in a few words?"),
        max_length=200,
        widget=forms.TextInput(attrs={"autofocus": True}),
    )
    base = forms.TypedChoiceField(label=_("Which edition?"), coerce=int)
    corrigendum = forms.BooleanField(
        label=_("It only corrects a slip: no meaning changes (a corrigendum)"), required=False
    )

    def __init__(self, *args, versions, **kwargs):
        """`versions` are the newest of each edition that can be amended; one alone is not asked for."""
        super().__init__(*args, **kwargs)
        self.versions = {version.number: version for version in versions}
        if len(versions) == 1:
            del self.fields["base"]
        else:
            names = [(version.number, in_language(version.content.name, "en")) for version in versions]
            self.fields["base"].choices = names

    def kind(self):
        """The AmendmentKind that it is started as; what its changes make it is known when it is submitted."""
        return AmendmentKind.CORRIGENDUM if self.cleaned_data["corrigendum"] else AmendmentKind.PLAN_CHANGE

    def version(self):
        """The version that the amendment is to."""
        return self.versions[self.cleaned_data.get("base") or next(iter(self.versions))]


class DraftForm(forms.Form):
    shown = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(label=_("Title"), max_length=200)
    rationale = forms.CharField(
        label=_("Why?"),
        required=False,
        max_length=20_000,
        help_text=_("Every body that considers it reads this first."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    cost_amount = forms.IntegerField(
        label=_("Cost, in whole units"),
        required=False,
        min_value=0,
        max_value=10**12,
        help_text=_("Leave it empty when there is none."),
        widget=forms.NumberInput(attrs={"class": "short"}),
    )
    cost_currency = forms.RegexField(
        r"^[A-Z]{3}$",
        label=_("Currency"),
        required=False,
        initial="EUR",
        widget=forms.TextInput(attrs={"class": "short", "maxlength": 3}),
        error_messages={"invalid": _("Three capital letters were expected, for example EUR.")},
    )

    in_force_from = forms.DateField(
        label=_("In force from"),
        required=False,
        help_text=_("Leave it empty for the day of adoption."),
        widget=forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d"),
    )

    def cost(self):
        """A Cost, or False when there is none."""
        amount = self.cleaned_data.get("cost_amount")
        if amount is None:
            return False
        return Cost(amount=amount, currency=self.cleaned_data.get("cost_currency") or "EUR")


class TextChangeForm(forms.Form):
    shown = forms.IntegerField(widget=forms.HiddenInput)
    element = forms.CharField(widget=forms.HiddenInput)
    field = forms.CharField(widget=forms.HiddenInput)
    language = forms.CharField(widget=forms.HiddenInput)
    new = forms.CharField(
        label=_("New text"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 8})
    )


class EstimateForm(forms.Form):
    """The aim of one KPI from a day on; which field it shows follows from the KPI's method."""

    shown = forms.IntegerField(widget=forms.HiddenInput)
    element = forms.CharField(widget=forms.HiddenInput)
    holds_from = forms.DateField(
        label=_("Holds from"), widget=forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d")
    )
    value = forms.CharField(max_length=12)

    LABELS = {
        "count": _("New estimate, a count"),
        "ratio": _("New estimate, in per cent"),
        "by": _("New date"),
    }

    def __init__(self, *args, method, period, **kwargs):
        super().__init__(*args, **kwargs)
        self.what = AIM_OF[Method(method)]
        self.period = period
        value = self.fields["value"]
        value.label = self.LABELS[self.what]
        kinds = {"count": ("number", "1"), "ratio": ("number", "0.01"), "by": ("date", None)}
        kind, step = kinds[self.what]
        value.widget = forms.TextInput(
            attrs={"class": "short", "type": kind} | ({"step": step, "min": 0} if step else {})
        )

    def clean_holds_from(self):
        day = self.cleaned_data["holds_from"]
        start, end = self.period
        if not start <= day <= end:
            raise forms.ValidationError(
                _("A day of the plan's period was expected, from %(start)s to %(end)s.")
                % {"start": start.isoformat(), "end": end.isoformat()}
            )
        return day

    def clean_value(self):
        """The Aim that was typed."""
        return aim_typed(self.what, self.cleaned_data["value"])


EXPECTED = {
    "count": _("A whole number, 0 or more, was expected."),
    "ratio": _("A percentage was expected, for example 75."),
    "by": _("A date was expected, for example 2021-06-30."),
}


def aim_typed(what, typed):
    """The Aim that somebody typed for a count, a ratio (as a percentage) or a day. Raises forms.ValidationError."""
    typed = typed.strip().replace(",", ".")
    try:
        if what == "count":
            return Aim(count=int(typed))
        if what == "ratio":
            return Aim(ratio=share_typed(typed))
        return Aim(by=date.fromisoformat(typed))
    except (ValueError, ArithmeticError, Refused):
        raise forms.ValidationError(EXPECTED[what]) from None


def share_typed(typed):
    """The ratio that a percentage stands for, as the plan writes ratios: 72.5 becomes "0.725"."""
    if not Decimal(typed).is_finite():
        raise ValueError(typed)
    return format(Decimal(typed) / 100, "f")


class CopyForm(forms.Form):
    """Which other amendment's changes are taken over."""

    other = forms.TypedChoiceField(label=_("Amendment"), coerce=int)

    def __init__(self, data=None, *, amendments):
        super().__init__(data)
        self.fields["other"].choices = [(other.number, f"{other.code}, {other.title}") for other in amendments]


class ImportForm(forms.Form):
    """A file that says a part of the plan, or the whole, anew."""

    shown = forms.IntegerField(widget=forms.HiddenInput)
    what = forms.ChoiceField(
        label=_("What the file holds"),
        choices=[
            ("annual_plans", _("An annual implementation plan")),
            ("directorates", _("A Directorate’s map")),
            ("plan", _("The whole plan, or a new edition")),
        ],
        widget=forms.RadioSelect,
    )
    file = forms.FileField(label=_("File (YAML or JSON)"))
