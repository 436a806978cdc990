from django import forms
from django.utils.translation import gettext_lazy as _

from cycle.models import PublishedReport
from cycle.rules.entries import MOST_COMMENT, UNPRINTABLE


class AsOfForm(forms.Form):
    """As of which day a report is, and on which period; without any, today's on the newest."""

    on = forms.DateField(
        label=_("As of the end of"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    period = forms.CharField(label=_("Reporting period"), required=False)

    def __init__(self, data, *, today):
        super().__init__(data)
        self.today = today

    def offer(self, periods):
        """The periods that can be chosen, and the one that was asked although it cannot."""
        asked = self.data.get("period", "")
        several = len({one.edition_id for one in periods}) > 1
        names = [
            (f"{one.edition.key}/{one.code}", f"{one.code}, {one.edition.key}" if several else one.code)
            for one in periods
        ]
        if asked and asked not in dict(names):
            names.append((asked, asked))
        self.fields["period"].widget = forms.Select(choices=[("", _("the newest one")), *names])

    def clean_on(self):
        day = self.cleaned_data["on"] or self.today
        if day > self.today:
            raise forms.ValidationError(_("This day is still to come."))
        return day

    def clean_period(self):
        """A pair of an edition's key and a period's code, or None."""
        name = self.cleaned_data["period"]
        if not name:
            return None
        edition, _slash, code = name.rpartition("/")
        if not edition:
            raise forms.ValidationError(_("There is no such period."))
        return edition, code


class PublishForm(forms.Form):
    """What whoever publishes a report saw of it, and which one it corrects."""

    shown = forms.CharField(widget=forms.HiddenInput)
    corrects = forms.ModelChoiceField(
        label=_("It corrects"),
        # what is not offered is refused with its reason
        queryset=PublishedReport.objects.defer("text"),
        required=False,
        empty_label=_("no other report"),
    )
    reason = forms.CharField(
        label=_("What was wrong with that one"),
        required=False,
        max_length=MOST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def offer(self, reports):
        """The published reports that it can correct, as a query."""
        self.fields["corrects"].queryset = reports

    def clean_reason(self):
        reason = self.cleaned_data["reason"]
        if UNPRINTABLE.search(reason):
            raise forms.ValidationError(_("This text has characters that cannot be printed."))
        return reason
