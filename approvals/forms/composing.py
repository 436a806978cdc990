"""What whoever keeps the bodies types when one is founded, when it gets a seat, and when a Member is admitted."""

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from approvals.enums import SeatKind
from approvals.forms.membership import BodyForm
from approvals.wording import SEATS
from plans.forms.prose import ProseField


class RegionField(forms.CharField):
    """A group of Members, by its short name."""

    def __init__(self, **kwargs):
        super().__init__(
            label=_("Region"),
            max_length=8,
            widget=forms.TextInput(attrs={"class": "short", "list": "regions"}),
            **kwargs,
        )


class NamedForm(forms.Form):
    """A name in each of the site's languages, of which its own is needed."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for code, language in settings.LANGUAGES:
            label = _("Name (%(language)s)") % {"language": language}
            self.fields[f"name_{code}"] = ProseField(
                label=label, max_length=200, required=code == settings.LANGUAGE_CODE
            )

    def clean(self):
        cleaned = super().clean()
        for field in [f"name_{code}" for code, _language in settings.LANGUAGES if cleaned.get(f"name_{code}")]:
            if not any(character.isalnum() for character in cleaned[field]):
                self.add_error(field, _("A name has a letter in it."))
        return cleaned

    def given(self):
        """What the operation is given."""
        cleaned = self.cleaned_data
        names = {code: cleaned[f"name_{code}"] for code, _language in settings.LANGUAGES if cleaned[f"name_{code}"]}
        return {"name": names} | {key: value for key, value in cleaned.items() if not key.startswith("name_")}


class FoundForm(NamedForm):
    key = forms.CharField(
        label=_("Key"),
        max_length=40,
        help_text=_("Small letters and underscores, for good: a chain names the body by it."),
        validators=[
            RegexValidator(r"^[a-z][a-z_]*$", _("Type small letters and underscores, for example audit_board."))
        ],
    )


class AdmitForm(NamedForm):
    code = forms.CharField(
        label=_("Code"),
        max_length=3,
        help_text=_("Its ISO country code, for good."),
        validators=[RegexValidator(r"^[A-Z]{2,3}$", _("Type two or three capitals, for example FR."))],
        widget=forms.TextInput(attrs={"class": "short"}),
    )
    region = RegionField()


class AddSeatForm(BodyForm):
    kind = forms.ChoiceField(label=_("Kind of seat"), choices=[(kind.value, SEATS[kind]) for kind in SeatKind])
    region = RegionField(required=False, help_text=_("Where the seat belongs to one."))

    def given(self):
        return {"body": self.body} | self.named("kind", "region")
