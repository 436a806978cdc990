"""What a delegate gives: for which Member, how it votes or why it objects, and once more the password where the session
is old."""

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.enums import Choice


class _MandateForm(forms.Form):
    """`member` is the code of the Member for which the person acts. The password is asked for unless `fresh`."""

    shown = forms.CharField(widget=forms.HiddenInput)
    member = forms.ChoiceField(label=_("For which Member"))
    password = forms.CharField(
        label=_("Your password again"),
        max_length=200,
        help_text=_("You signed in a while ago. It is asked for so that nobody else records this for you."),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args, person, mandates, name, fresh, **kwargs):
        """`name` words a Member for the reader."""
        super().__init__(*args, **kwargs)
        self.person = person
        self.mandates = {mandate.member.code: mandate for mandate in mandates}
        self.fields["member"].choices = [(code, name(mandate)) for code, mandate in self.mandates.items()]
        if len(mandates) == 1:
            self.fields["member"].widget = forms.HiddenInput()
            self.fields["member"].initial = mandates[0].member.code
        if fresh:
            del self.fields["password"]

    def clean_password(self):
        if not self.person.check_password(self.cleaned_data["password"]):
            raise forms.ValidationError(_("This is not your password. Nothing was recorded."))
        return ""

    def member_chosen(self):
        return self.mandates[self.cleaned_data["member"]].member


class VoteForm(_MandateForm):
    choice = forms.ChoiceField(
        label=_("Your vote"),
        choices=[
            (Choice.FOR.value, _("Endorse")),
            (Choice.AGAINST.value, _("Do not endorse")),
            (Choice.ABSTAIN.value, _("Abstain")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the three before recording your vote.")},
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order = ("shown", "member", "choice", "reason", "password")

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("choice") == Choice.AGAINST and not cleaned.get("reason", "").strip():
            self.add_error("reason", _("Say why: the others read it beside your vote."))
        return cleaned


class ObjectionForm(_MandateForm):
    reason = forms.CharField(
        label=_("Why you object"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why: the meeting that takes it up reads it first.")},
    )
    field_order = ("shown", "member", "reason", "password")


class InterestForm(forms.Form):
    """A Member's interest in the question, declared for the record."""

    member = forms.ChoiceField(label=_("Member"))
    statement = forms.CharField(
        label=_("What the interest is"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    recuses = forms.BooleanField(
        label=_("It takes no part in this question: it leaves the quorum and the majority"),
        required=False,
        initial=True,
    )

    def __init__(self, *args, members, name, **kwargs):
        """`members` are those for which the person may declare one; `name` words a Member for the reader."""
        super().__init__(*args, **kwargs)
        self.members = {member.code: member for member in members}
        self.fields["member"].choices = [(code, name(member)) for code, member in self.members.items()]

    def member_chosen(self):
        return self.members[self.cleaned_data["member"]]
