"""Files that people give."""

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.documents.verifying import MOST_BYTES


class FileForm(forms.Form):
    """A PDF to be examined."""

    file = forms.FileField(
        label=_("A sealed PDF"),
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf,.pdf"}),
        error_messages={"required": _("Choose a file first."), "empty": _("This file is empty.")},
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                _("Files of at most %(most)s MB are taken here.") % {"most": MOST_BYTES // 1024**2}
            )
        return file


class SignedForm(FileForm):
    """A PDF that a chair signed."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].label = _("The signed PDF")
