from django import forms
from django.utils.translation import gettext_lazy as _

from cycle.models import Period, PublishedReport


class AsOfForm(forms.Form):
    """As of which day a report is, and on which period; without any, today's on the newest."""

    on = forms.DateField(
        label=_("As of the end of"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    period = forms.CharField(label=_("Reporting period"), required=False)

    def __init__(self, data, *, today):
        super().__init__(data)
        self.today = today
        periods = Period.objects.filter(start__lte=today).select_related("edition").order_by("-start")
        self.periods = {f"{one.edition.key}/{one.code}": one for one in periods}
        choices = [("", _("the newest one")), *((name, one.code) for name, one in self.periods.items())]
        self.fields["period"].widget = forms.Select(choices=choices)

    def clean_on(self):
        day = self.cleaned_data["on"] or self.today
        if day > self.today:
            raise forms.ValidationError(_("This day is still to come."))
        return day

    def clean_period(self):
        name = self.cleaned_data["period"]
        if name and name not in self.periods:
            raise forms.ValidationError(_("There is no such period."))
        return self.periods.get(name)


class PublishForm(forms.Form):
    """What whoever publishes a report saw of it, and which one it corrects."""

    shown = forms.CharField(widget=forms.HiddenInput)
    corrects = forms.ModelChoiceField(
        label=_("It corrects"),
        queryset=PublishedReport.objects.none(),
        required=False,
        empty_label=_("no other report"),
    )
    reason = forms.CharField(
        label=_("What was wrong with that one"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["corrects"].queryset = PublishedReport.objects.filter(corrected_by__isnull=True)
