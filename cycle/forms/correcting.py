"""What staff and evaluators type in the loop, turned into values."""

from fractions import Fraction

from django import forms
from django.utils.translation import gettext_lazy as _

from cycle.enums import Course, Verdict
from cycle.forms.people import ColleagueField
from cycle.wording import CAUSES, COURSES, VERDICTS
from plans.forms.drafting import DraftForm, EstimateForm
from plans.forms.prose import ProseField


class AnalysisForm(forms.Form):
    cause = forms.ChoiceField(
        label=_("Kind of cause"),
        choices=[(cause.value, words) for cause, words in CAUSES.items()],
        widget=forms.RadioSelect,
    )
    analysis = ProseField(label=_("What happened?"), max_length=5000, widget=forms.Textarea(attrs={"rows": 4}))


class LinkForm(forms.Form):
    """Another deviation, and what the two have in common."""

    other = forms.ModelChoiceField(queryset=None, label=_("Another deviation"))
    reason = forms.CharField(
        label=_("What do they have in common?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args, others, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["other"].queryset = others
        self.fields["other"].label_from_instance = lambda one: f"{one.reference}, {one.code}, {one.period.code}"


class SolutionForm(EstimateForm):
    """A solution, with a new estimate where that is the solution."""

    shown = None
    element = None
    text = ProseField(label=_("What should be done?"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3}))
    effect = ProseField(
        label=_("Expected effect, and by when"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    expected = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=1000,
        label=_("Expected, in per cent of the aim"),
        help_text=_("What the indicator should reach by then; the follow-up compares it."),
    )
    expected_on = forms.DateField(required=False, label=_("By"), widget=forms.DateInput(attrs={"type": "date"}))
    cost_amount = DraftForm.base_fields["cost_amount"]
    cost_currency = DraftForm.base_fields["cost_currency"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["value"].required = False
        self.fields["holds_from"].required = False
        self.fields["value"].help_text = _("Only when the plan’s estimate should change.")

    cost = DraftForm.cost

    def clean_value(self):
        return super().clean_value() if self.cleaned_data.get("value") else None

    def clean_holds_from(self):
        return super().clean_holds_from() if self.cleaned_data.get("holds_from") else None

    def clean(self):
        cleaned = super().clean()
        if not self.errors and (cleaned.get("value") is None) != (cleaned.get("holds_from") is None):
            self.add_error("holds_from", _("A new estimate and the day from which it holds belong together."))
        if not self.errors and (cleaned.get("expected") is None) != (cleaned.get("expected_on") is None):
            self.add_error("expected_on", _("What is expected and the day by which belong together."))
        return cleaned

    def given(self):
        """What the operation is given."""
        said = {name: self.cleaned_data[name] for name in ("text", "effect", "holds_from", "expected_on")}
        expected = self.cleaned_data["expected"]
        return said | {
            "cost": self.cost() or None,
            "aim": self.cleaned_data["value"],
            "expected": None if expected is None else Fraction(expected, 100),
        }


class DecisionForm(forms.Form):
    solution = forms.TypedChoiceField(label=_("Solution"), coerce=int, widget=forms.RadioSelect)
    course = forms.ChoiceField(
        label=_("Course"),
        choices=[(course.value, COURSES[course]) for course in Course],
        widget=forms.RadioSelect,
    )
    owner = ColleagueField(label=_("Who does it"), help_text=_("Only where something is done."))
    deadline = forms.DateField(
        required=False,
        label=_("Until"),
        help_text=_("Only where something is done."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    evaluation = forms.CharField(label=_("Why this one"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, solutions, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["solution"].choices = [(solution.number, solution.text) for solution in solutions]
        self.solutions = solutions
        for solution in solutions:
            self.fields[f"remark_{solution.number}"] = forms.CharField(
                required=False,
                max_length=2000,
                label=_("What is to be said of solution %(number)s") % {"number": solution.number},
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    @property
    def remark_fields(self):
        return [self[f"remark_{solution.number}"] for solution in self.solutions]

    def given(self):
        """What the operation is given."""
        said = {name: self.cleaned_data[name] for name in ("course", "evaluation", "owner", "deadline")}
        chosen = next(one for one in self.solutions if one.number == self.cleaned_data["solution"])
        remarks = {one.number: self.cleaned_data[f"remark_{one.number}"] for one in self.solutions}
        return said | {"solution": chosen, "remarks": remarks}


class AgainForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it is chosen again"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )


class ProgressForm(forms.Form):
    share = forms.IntegerField(
        label=_("How much of it is done, in per cent"), min_value=0, max_value=100, widget=forms.NumberInput()
    )
    text = forms.CharField(label=_("What was done"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class VerdictForm(forms.Form):
    verdict = forms.ChoiceField(
        label=_("Did it help?"),
        choices=[(verdict.value, VERDICTS[verdict]) for verdict in Verdict],
        widget=forms.RadioSelect,
    )
    follow_up = forms.CharField(
        label=_("What the figures show"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3})
    )
