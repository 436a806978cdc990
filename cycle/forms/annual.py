from django import forms
from django.utils.translation import gettext_lazy as _


class DeliveryForm(forms.Form):
    """How far a deliverable is."""

    share = forms.IntegerField(label=_("Done, in per cent"), min_value=0, max_value=100)
    text = forms.CharField(label=_("What was done"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
