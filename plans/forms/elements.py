"""Forms for the values of any element of a plan, made from its type."""

from decimal import Decimal

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from plans.enums import Method
from plans.forms.drafting import share_typed
from plans.rules.apply import plain
from plans.rules.changes import SetField
from plans.rules.content import NESTED, TEXT_FIELDS, Directorate, DirectorateLink, Indicator
from plans.rules.integrity import REFERENCES
from plans.wording import called, field_word

METHODS = {
    Method.TARGET_RATIO: _("what was done, of what was estimated"),
    Method.DEMAND_RATIO: _("what was supported, of what was asked for"),
    Method.SHARE: _("a part of a whole"),
    Method.MILESTONE: _("done by a day, or not"),
}
PARTS = ("on_track", "at_risk")
DAYS = ("start", "end", "due")
_OWN = {(DirectorateLink, "source"), (DirectorateLink, "target"), (Indicator, "objective")}
_LONG = ("text", "description")
_APART = ("key", "estimates", "weight")


def value_names(kind):
    """The fields of a type of element that are neither texts nor edited on pages of their own."""
    skipped = {*_APART, *TEXT_FIELDS, *NESTED.get(kind, ())}
    return [name for name in kind.model_fields if name not in skipped]


def text_names(kind):
    """The fields of a type of element that hold texts, in their order."""
    return [name for name in kind.model_fields if name in TEXT_FIELDS]


class ElementForm(forms.Form):
    """The values of an element; with `language`, for a new one, also its texts in that language. `parent` is what the
    element lies in, or None."""

    shown = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data=None, *, kind, content, shown, parent=None, element=None, language=None):
        self.kind, self.element, self.language = kind, element, language
        self.names = value_names(kind)
        initial = {"shown": shown}
        if element is not None:
            initial |= {name: _typed(name, getattr(element, name)) for name in self.names}
        super().__init__(data, initial=initial)
        for name in text_names(kind) if language else ():
            self.fields[name] = _text_field(kind, name)
        for name in self.names:
            self.fields[name] = _field(kind, name, content, parent)

    def clean(self):
        cleaned = super().clean()
        for name in PARTS:
            if cleaned.get(name):
                try:
                    cleaned[name] = share_typed(cleaned[name].strip().replace(",", "."))
                except (ValueError, ArithmeticError):
                    self.add_error(name, _("A percentage was expected, for example 75."))
        return cleaned

    def values(self):
        """What was typed, as JSON values by field, None for what is empty."""
        return {name: plain(self.cleaned_data[name] or None) for name in self.names}

    def texts(self):
        """The texts that were typed, as the plan holds them, without empty ones."""
        said = {name: self.cleaned_data[name].replace("\r\n", "\n").strip() for name in text_names(self.kind)}
        return {name: {self.language: text} for name, text in said.items() if text}

    def changes(self):
        """The SetFields that make the element what was typed."""
        return [
            SetField(element=self.element.key, field=name, old=plain(getattr(self.element, name)), new=value)
            for name, value in self.values().items()
            if value != plain(getattr(self.element, name))
        ]


class PlaceForm(forms.Form):
    """After which of its kind an element stands."""

    shown = forms.IntegerField(widget=forms.HiddenInput)
    after = forms.ChoiceField(label=_("It stands after"), required=False)

    def __init__(self, data=None, *, shown, siblings, before, content):
        super().__init__(data, initial={"shown": shown, "after": before or ""})
        self.fields["after"].choices = [
            ("", _("(first)")),
            *((other.key, called(other, content=content)) for other in siblings),
        ]


class WeightsForm(forms.Form):
    """The weights of an objective's KPIs, in hundredths: all of them, or none."""

    shown = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data=None, *, shown, kpis):
        self.kpis = {f"weight-{place}": kpi for place, kpi in enumerate(kpis)}
        super().__init__(data, initial={"shown": shown} | {name: kpi.weight for name, kpi in self.kpis.items()})
        for name, kpi in self.kpis.items():
            self.fields[name] = forms.IntegerField(
                label=called(kpi, 60),
                required=False,
                min_value=1,
                max_value=100,
                widget=forms.NumberInput(attrs={"class": "short"}),
            )

    def changes(self):
        return [
            SetField(element=kpi.key, field="weight", old=kpi.weight, new=self.cleaned_data[name])
            for name, kpi in self.kpis.items()
            if self.cleaned_data[name] != kpi.weight
        ]


def _text_field(kind, name):
    required = kind.model_fields[name].is_required()
    widget = forms.Textarea(attrs={"rows": 5 if name in _LONG else 2, "dir": "auto"})
    return forms.CharField(label=capfirst(str(field_word(name))), required=required, max_length=20_000, widget=widget)


def _field(kind, name, content, parent):
    label, required = capfirst(str(field_word(name))), kind.model_fields[name].is_required()
    several = kind.model_fields[name].default == ()
    if (kind, name) in _OWN or name in REFERENCES.get(kind, ()):
        choices = [(element.key, called(element)) for element in _offered(kind, name, content, parent)]
        if several:
            return forms.MultipleChoiceField(
                label=label, required=False, choices=choices, widget=forms.CheckboxSelectMultiple
            )
        return forms.ChoiceField(label=label, required=required, choices=[("", _("none")), *choices])
    if name == "method":
        return forms.ChoiceField(label=label, choices=[(method.value, word) for method, word in METHODS.items()])
    if name in DAYS:
        widget = forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d")
        return forms.DateField(label=label, required=required, widget=widget)
    hint = _("In per cent of the estimate; empty: as its kind says.") if name in PARTS else ""
    widget = forms.TextInput(attrs={"class": "short"})
    return forms.CharField(label=label, required=required, max_length=24, help_text=hint, widget=widget)


def _offered(kind, name, content, parent):
    """The elements that a field may name."""
    if (kind, name) in _OWN:
        return parent.objectives if isinstance(parent, Directorate) else ()
    wanted = REFERENCES[kind][name]
    return [element for element in content.elements.values() if type(element) is wanted]


def _typed(name, value):
    """A value as people type it."""
    if name in PARTS and value is not None:
        return format((Decimal(value) * 100).normalize(), "f")
    return list(value) if isinstance(value, tuple) else value
