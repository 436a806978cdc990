from django import forms
from django.utils.translation import gettext_lazy as _

from cycle.forms.people import ColleagueField
from cycle.models import PublishedReport
from plans.models import Amendment
from plans.queries.amendments import OPEN

MOST_BYTES = 5 * 1024 * 1024


class StepPlanForm(forms.Form):
    """Who sees to a step, and until when."""

    owner = ColleagueField(label=_("Who sees to it"))
    due_on = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class EvidenceForm(forms.Form):
    """What shows that a step was done."""

    text = forms.CharField(
        label=_("What shows it"),
        max_length=5000,
        help_text=_("Codes such as AM-001, RP-001, or an act such as review:1 7, become links."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    file = forms.FileField(label=_("A file, if there is one"), required=False, max_length=120)

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file and file.size > MOST_BYTES:
            raise forms.ValidationError(_("Files of at most 5 MB are taken here."))
        return file

    def given(self):
        """The text and the file as the operation takes them."""
        file = self.cleaned_data["file"]
        return {"text": self.cleaned_data["text"], "file": (file.name, file.read()) if file else None}


class ReportForm(forms.Form):
    """A report of an edition that none corrects."""

    report = forms.ModelChoiceField(label=_("On which report"), queryset=PublishedReport.objects.none())

    def __init__(self, *args, edition, **kwargs):
        super().__init__(*args, **kwargs)
        reports = PublishedReport.objects.filter(corrected_by__isnull=True, version__edition=edition)
        self.fields["report"].queryset = reports.defer("text")
        self.fields["report"].label_from_instance = lambda one: f"{one.code}, {one.as_of:%Y-%m-%d}"


class ReviewForm(ReportForm):
    """The strategy put to the bodies: on which report, why, and which amendments come with it."""

    title = forms.CharField(label=_("Title"), max_length=200)
    rationale = forms.CharField(
        label=_("What the bodies should know"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 4})
    )
    accompanied_by = forms.ModelMultipleChoiceField(
        label=_("Amendments that come with it, each a question of its own"),
        queryset=Amendment.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, edition, **kwargs):
        super().__init__(*args, edition=edition, **kwargs)
        open_ones = Amendment.objects.filter(base__edition=edition, state__in=OPEN).exclude(kind="strategy")
        self.fields["accompanied_by"].queryset = open_ones
        self.fields["accompanied_by"].label_from_instance = lambda one: f"{one.code}, {one.title}"
