from django import forms
from django.utils.translation import gettext_lazy as _

from cycle.enums import Means
from cycle.rules.entries import MOST_SOURCE
from cycle.wording import MEANS
from plans.enums import Method


class AllocationForm(forms.Form):
    """A spreadsheet of effort or resources."""

    means = forms.ChoiceField(
        label=_("What it tells"), choices=[(means.value, MEANS[means]) for means in Means], widget=forms.RadioSelect
    )
    file = forms.FileField(
        label=_("Spreadsheet (CSV or XLSX)"),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,text/csv"}),
        error_messages={"required": _("Choose a file first."), "empty": _("This file is empty.")},
    )


class StoreForm(forms.Form):
    """What was read of it, to be stored as it was shown; and the KPI whose figure it gives."""

    read = forms.CharField(widget=forms.HiddenInput)
    kpi = forms.ChoiceField(label=_("Enter it as the figure of"), required=False)
    source = forms.CharField(label=_("Source"), max_length=MOST_SOURCE)

    def __init__(self, *args, content, **kwargs):
        super().__init__(*args, **kwargs)
        of_shares = [kpi for kpi in content.kpis if content.kind_of(kpi).method == Method.SHARE]
        self.fields["kpi"].choices = [("", _("no indicator")), *((kpi.key, kpi.code) for kpi in of_shares)]
