"""What whoever keeps the bodies types: who, where, from when to when. Days are the installation's; a term ends with the
day before the one on which another begins."""

from datetime import date, datetime, time, timedelta

from django import forms
from django.contrib.auth import get_user_model
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approvals.enums import Role
from approvals.models import Member
from approvals.wording import ROLES
from plans.templatetags.plan_texts import plain


def midnight(day):
    """The moment at which a day begins."""
    return timezone.make_aware(datetime.combine(day, time.min))


class DayField(forms.DateField):
    """A day near enough to be one on which somebody could hold an office."""

    widget = forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d")
    default_validators = (
        MinValueValidator(date(1900, 1, 1), _("Type a day after 1900.")),
        MaxValueValidator(date(2999, 12, 31), _("Type a day before 3000.")),
    )


class PersonField(forms.CharField):
    """An active person, by the name that it signs in with."""

    def __init__(self, **kwargs):
        super().__init__(
            max_length=150, widget=forms.TextInput(attrs={"list": "people", "autocomplete": "off"}), **kwargs
        )

    def clean(self, value):
        name = super().clean(value)
        if not name:
            return None
        person = get_user_model().objects.filter(username=name, is_active=True).first()
        if person is None:
            raise forms.ValidationError(_("Nobody with this name is active here."))
        return person


class MemberField(forms.ModelChoiceField):
    def __init__(self, **kwargs):
        super().__init__(queryset=Member.objects.order_by("code"), **kwargs)

    def label_from_instance(self, member):
        return plain(member.name)


class BodyForm(forms.Form):
    """What is recorded of a body. Each has `given()`: what its operation is given."""

    def __init__(self, *args, body, **kwargs):
        super().__init__(*args, **kwargs)
        self.body = body

    def named(self, *names):
        return {name: self.cleaned_data[name] for name in names}


class TermForm(BodyForm):
    """From which day, and with which last one; no last one: until it is ended."""

    starts_on = DayField(label=_("From"))
    last_day = DayField(label=_("Last day"), required=False, help_text=_("Empty: until it is ended."))

    def term(self):
        """The moments at which it starts and ends; None for no end."""
        last = self.cleaned_data["last_day"]
        ends_at = midnight(last) + timedelta(days=1) if last else None
        return {"starts_at": midnight(self.cleaned_data["starts_on"]), "ends_at": ends_at}


class SeatForm(TermForm):
    seat = forms.ModelChoiceField(label=_("Seat"), queryset=None)
    member = MemberField(label=_("Member"))
    field_order = ("seat", "member", "starts_on", "last_day")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seat"].queryset = self.body.seats.order_by("number")
        self.fields["seat"].label_from_instance = lambda seat: f"{seat.number} {seat.region}".strip()

    def given(self):
        return self.named("seat", "member") | self.term()


class OfficeForm(TermForm):
    person = PersonField(label=_("Person"))
    role = forms.ChoiceField(label=_("Office"), choices=[(role.value, ROLES[role]) for role in Role])
    field_order = ("person", "role", "starts_on", "last_day")

    def given(self):
        return {"body": self.body} | self.named("person", "role") | self.term()


class DelegateForm(TermForm):
    member = MemberField(label=_("Member"))
    person = PersonField(label=_("Person"))
    alternate = forms.BooleanField(label=_("As an alternate"), required=False)
    only_here = forms.BooleanField(label=_("In this body only"), required=False)
    field_order = ("member", "person", "alternate", "only_here", "starts_on", "last_day")

    def given(self):
        where = {"body": self.body if self.cleaned_data["only_here"] else None}
        return where | self.named("member", "person", "alternate") | self.term()


class ProxyForm(TermForm):
    giver = MemberField(label=_("Member that gives its vote"))
    holder = MemberField(label=_("Member that votes for it"))
    field_order = ("giver", "holder", "starts_on", "last_day")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["last_day"].required = True

    def given(self):
        return {"body": self.body} | self.named("giver", "holder") | self.term()


class EndForm(forms.Form):
    """Which term ends, and with which last day."""

    what = forms.ChoiceField(choices=[(what, what) for what in ("seat", "office", "delegate", "proxy")])
    pk = forms.IntegerField(min_value=1)
    last_day = DayField(label=_("Last day"))

    def ends_at(self):
        return midnight(self.cleaned_data["last_day"]) + timedelta(days=1)


class AbsenceForm(forms.Form):
    """Who acts while the person is away, in which of its bodies, and for how long."""

    body = forms.ModelChoiceField(label=_("In which body"), queryset=None, empty_label=None)
    substitute = PersonField(label=_("Who acts in your place"))
    starts_on = DayField(label=_("First day away"))
    last_day = DayField(label=_("Last day away"))

    def __init__(self, *args, bodies, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = bodies
        self.fields["body"].label_from_instance = lambda body: plain(body.name)

    def term(self):
        ends_at = midnight(self.cleaned_data["last_day"]) + timedelta(days=1)
        return {"starts_at": midnight(self.cleaned_data["starts_on"]), "ends_at": ends_at}
