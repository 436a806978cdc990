"""What staff and evaluators type in the loop, turned into values."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cycle.enums import Course, Verdict
from cycle.wording import CAUSES, COURSES, VERDICTS
from plans.forms.drafting import DraftForm, EstimateForm


class AnalysisForm(forms.Form):
    cause = forms.ChoiceField(
        label=_("Kind of cause"),
        choices=[(cause.value, words) for cause, words in CAUSES.items()],
        widget=forms.RadioSelect,
    )
    analysis = forms.CharField(label=_("What happened?"), max_length=5000, widget=forms.Textarea(attrs={"rows": 4}))


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
    text = forms.CharField(label=_("What should be done?"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3}))
    effect = forms.CharField(
        label=_("Expected effect, and by when"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
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
        return cleaned


class DecisionForm(forms.Form):
    solution = forms.TypedChoiceField(label=_("Solution"), coerce=int, widget=forms.RadioSelect)
    course = forms.ChoiceField(
        label=_("Course"),
        choices=[(course.value, COURSES[course]) for course in Course],
        widget=forms.RadioSelect,
    )
    evaluation = forms.CharField(label=_("Why this one"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, solutions, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["solution"].choices = [(solution.number, solution.text) for solution in solutions]


class VerdictForm(forms.Form):
    verdict = forms.ChoiceField(
        label=_("Did it help?"),
        choices=[(verdict.value, VERDICTS[verdict]) for verdict in Verdict],
        widget=forms.RadioSelect,
    )
    follow_up = forms.CharField(
        label=_("What the figures show"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3})
    )
