from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from plans.rules.texts import PROSE


class ProseField(forms.CharField):
    """A text that a plan, an amendment, or a document can hold."""

    default_error_messages = {"unprintable": _("This has characters that cannot be printed.")}

    def clean(self, value):
        value = super().clean(value)
        try:
            return PROSE.validate_python(value) if value else value
        except ValueError:
            raise ValidationError(self.error_messages["unprintable"], code="unprintable") from None
