"""Figures as people type them: a row for each KPI, one KPI with its evidence, a period, and what Members say."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approvals.forms.membership import MemberField
from approvals.models import Member
from cycle.enums import Stance
from cycle.exceptions import NotUnderstood
from cycle.forms.people import ColleagueField
from cycle.rules.cells import figures_of
from cycle.rules.entries import AT_THE_SECOND, MOST_COMMENT, MOST_SOURCE, Entry, wrong
from cycle.rules.status import Figures
from cycle.wording import CELL_FAULTS, FAULTS, STANCES
from plans.enums import Method
from plans.models import Edition

MOST_EVIDENCE = 10 * 1024 * 1024


class FigureForm(forms.Form):
    """One KPI's figures in a period. `row` says which KPI, what was entered last, and what the plan is then."""

    actual = forms.CharField(required=False)
    of = forms.CharField(required=False)
    source = forms.CharField(required=False, max_length=MOST_SOURCE)
    comment = forms.CharField(required=False, max_length=MOST_COMMENT)
    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args, row, **kwargs):
        self.row, self.method = row, Method(row.kind.method)
        # the Entry that was typed, and the same where it is another than the last one
        self.typed = self.entry = None
        last = row.newest
        super().__init__(*args, prefix=row.kpi.key, initial=_written(last), **kwargs)
        code = row.kpi.code
        milestone = self.method is Method.MILESTONE
        self.fields["actual"].label = (_("%s: done on") if milestone else _("%s: how much")) % code
        self.fields["actual"].widget.attrs |= {} if milestone else {"inputmode": "numeric"}
        self.fields["of"].label = _("%s: of how much") % code
        self.fields["of"].widget.attrs |= {"inputmode": "numeric"}
        self.fields["source"].label = _("%s: source") % code
        self.fields["comment"].label = _("%s: comment") % code
        if self.method in (Method.TARGET_RATIO, Method.MILESTONE):
            del self.fields["of"]
        for name, field in self.fields.items():
            field.widget.attrs |= {"autocomplete": "off"} | ({} if name == "seen" else {"data-cell": name})

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        try:
            figures = figures_of(self.method, cleaned["actual"], cleaned.get("of"))
        except NotUnderstood as refusal:
            self.add_error(refusal.place, CELL_FAULTS[refusal.why])
            return cleaned
        self._type(figures, cleaned)
        fault = self.typed and wrong(self.typed, self.row.content, self.row.period.end, timezone.localdate())
        if fault:
            self.add_error(self._place(fault), FAULTS[fault])
        return cleaned

    def _type(self, figures, cleaned):
        last = self.row.newest
        if figures is None and last is None:
            return
        if figures is None and self.method is Method.MILESTONE:
            # an empty day is no day; that a milestone is not done has to be said
            self.add_error("actual", CELL_FAULTS["not_a_day"])
            return
        key, source, comment = self.row.kpi.key, cleaned["source"], cleaned["comment"]
        self.typed = Entry(key, figures or Figures(), source, comment, cleaned["seen"] or 0)
        if last is None or (last.figures, last.source, last.comment) != (figures, source, comment):
            self.entry = self.typed

    @property
    def meanwhile(self):
        """What was entered since this form was opened, or None."""
        last = self.row.newest
        seen = self.data.get(self.add_prefix("seen")) if self.is_bound else None
        return last if seen is not None and last is not None and seen != str(last.number) else None

    def _place(self, fault):
        if fault in ("no_source", "too_long", "unprintable"):
            return "source"
        return "of" if fault in AT_THE_SECOND and "of" in self.fields else "actual"


def _written(last):
    """An entry as somebody would type it."""
    if last is None:
        return {"seen": 0}
    if last.actual is None and last.of is None:
        actual = last.done_on.isoformat() if last.done_on else "no"
    else:
        actual = last.actual
    return {"actual": actual, "of": last.of, "source": last.source, "comment": last.comment, "seen": last.number}


class EvidencedForm(FigureForm):
    """One KPI's figures with a file that shows them; for a locked period with the reason of the correction."""

    evidence = forms.FileField(
        required=False,
        label=_("Evidence"),
        help_text=_("A file that shows the figure, of at most 10 MB. Everybody who is signed in can open it."),
        error_messages={"empty": _("This file is empty.")},
    )
    reason = forms.CharField(
        label=_("Why was the locked figure wrong?"), max_length=MOST_COMMENT, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.row.period.locked_at is None:
            del self.fields["reason"]

    def clean_evidence(self):
        file = self.cleaned_data["evidence"]
        if file and file.size > MOST_EVIDENCE:
            raise forms.ValidationError(_("Files of at most 10 MB are taken here."))
        return file


class FiguresFileForm(forms.Form):
    """A spreadsheet of figures."""

    file = forms.FileField(
        label=_("Spreadsheet (CSV or XLSX)"),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,text/csv"}),
        error_messages={"required": _("Choose a file first."), "empty": _("This file is empty.")},
    )
    source = forms.CharField(
        label=_("Source"),
        required=False,
        max_length=MOST_SOURCE,
        help_text=_("For rows that name none of their own."),
    )


class PeriodForm(forms.Form):
    edition = forms.ModelChoiceField(
        label=_("Of which plan"),
        queryset=Edition.objects.filter(versions__isnull=False).distinct().order_by("-start"),
        required=False,
        empty_label=_("the one in force on its first day"),
    )
    code = forms.RegexField(
        r"^[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*$",
        label=_("Name"),
        max_length=20,
        help_text=_("For example 2020-2021 or 2020-Q3: letters, digits, points and dashes."),
        error_messages={"invalid": _("Letters and digits make a name, with single points or dashes between them.")},
    )
    start = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}))
    end = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}))
    due_on = forms.DateField(label=_("Figures are due on"), widget=forms.DateInput(attrs={"type": "date"}))


class ValidationForm(forms.Form):
    """What a Member says of a figure."""

    member = MemberField(label=_("For"), empty_label=None)
    stance = forms.ChoiceField(
        label=_("What do you say of this figure?"),
        choices=[(stance.value, STANCES[stance]) for stance in Stance],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("What is wrong with it?"),
        required=False,
        max_length=MOST_COMMENT,
        help_text=_("Needed to contest a figure; it goes on record with the Member’s name."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, members, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = Member.objects.filter(pk__in=[member.pk for member in members])


class AnswerForm(forms.Form):
    text = forms.CharField(label=_("Answer"), max_length=MOST_COMMENT, widget=forms.Textarea(attrs={"rows": 3}))


class OwnerForm(forms.Form):
    """Who owns a KPI; nobody, where it is left open."""

    person = ColleagueField(label=_("Owner"))
