"""What a drafter decides about one conflict."""

from django import forms
from django.utils.translation import gettext_lazy as _

from plans.rules.settle import Choice, Keeping, can_keep
from plans.rules.texts import PROSE

KEEPINGS = {
    Keeping.ADOPTED: _("Keep what was adopted"),
    Keeping.OURS: _("Keep what this amendment says"),
    Keeping.WRITTEN: _("Write it so that both are in it"),
}


class ConflictForm(forms.Form):
    """`name` is the conflict's; `conflict` is given where the form is shown."""

    keeping = forms.ChoiceField(
        label=_("What should stay"),
        choices=[(keeping.value, word) for keeping, word in KEEPINGS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what should stay.")},
    )
    text = forms.CharField(
        label=_("The text that should stay"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )

    def __init__(self, data=None, *, name, conflict=None):
        initial = {"text": conflict.ours} if conflict is not None and isinstance(conflict.ours, str) else None
        super().__init__(data, prefix=name, initial=initial)
        self.name = name
        if conflict is not None:
            self.fields["keeping"].choices = [(one.value, KEEPINGS[one]) for one in can_keep(conflict)]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("keeping") == Keeping.WRITTEN:
            try:
                cleaned["text"] = PROSE.validate_python(cleaned.get("text", ""))
            except ValueError:
                self.add_error("text", _("A text was expected, of characters that can be printed."))
        return cleaned

    def choice(self):
        """The Choice that was made."""
        keeping = Keeping(self.cleaned_data["keeping"])
        return Choice(keeping, self.cleaned_data["text"] if keeping is Keeping.WRITTEN else None)
