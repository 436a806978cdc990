"""What a body itself changes of the text before it: one text, one estimate, one new priority at most."""

from itertools import groupby

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from plans.exceptions import ChangeDoesNotFit
from plans.forms.drafting import aim_typed
from plans.rules.apply import apply
from plans.rules.changes import AddPriority, with_change
from plans.rules.content import AIM_OF, TEXT_FIELDS, Priority
from plans.rules.describing import noun_of
from plans.rules.proposing import estimate_change, text_change
from plans.wording import called, field_word, noun_word


class OwnChangesForm(forms.Form):
    """`changes` are the body's own, each fitting what the revision before it proposes."""

    text = forms.ChoiceField(label=_("Text that the body changes"), required=False)
    text_new = forms.CharField(
        label=_("What it says from now on"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 6})
    )
    kpi = forms.ChoiceField(label=_("KPI whose estimate the body sets"), required=False)
    estimate = forms.CharField(
        label=_("Its new estimate"),
        required=False,
        max_length=12,
        help_text=_("A count, a percentage or a date, as the KPI asks."),
        widget=forms.TextInput(attrs={"class": "short"}),
    )
    estimate_from = forms.DateField(
        label=_("Holds from"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d"),
    )
    priority_name = forms.CharField(label=_("Priority that the body adds"), required=False, max_length=200)
    priority_description = forms.CharField(
        label=_("Its description"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args, reading, **kwargs):
        super().__init__(*args, **kwargs)
        self.reading = reading
        self.content = reading.revision.base.content
        self.changes = reading.revision.proposal.changes
        self.proposed = apply(self.content, self.changes)
        self.own = []
        address = reverse("reading-text", args=[reading.pk])
        self.fields["text"].widget.attrs |= {"data-hx-get": address, "data-hx-target": "#own-text"}
        self.fields["text"].choices = [("", _("none")), *_texts(self.proposed)]
        self.fields["kpi"].choices = [("", _("none")), *((kpi.key, called(kpi)) for kpi in self.proposed.kpis)]

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        for take, field in ((self._text, "text_new"), (self._estimate, "estimate"), (self._priority, "priority_name")):
            try:
                change = take(cleaned)
                if change is not None:
                    apply(self.content, with_change(self.changes, change))
                    self.changes = with_change(self.changes, change)
                    self.own.append(change)
            except forms.ValidationError as error:
                self.add_error(field, error)
            except ChangeDoesNotFit as misfit:
                self.add_error(field, misfit.expected)
            except ValueError:
                self.add_error(field, _("This text is too long, or holds characters that cannot be printed."))
        return cleaned

    def _text(self, cleaned):
        target, new = cleaned.get("text"), cleaned.get("text_new", "").strip()
        if not target:
            if new:
                raise forms.ValidationError(_("Choose which text this is to be."))
            return None
        element, field, language = target.split("/")
        change = text_change(
            self.content, self.changes, element=element, field=field, language=language, new=new or None
        )
        if change.new == said(self.proposed, target):
            raise forms.ValidationError(_("The text is as it was: say what the body changed, or choose none."))
        return change

    def _estimate(self, cleaned):
        kpi, typed, day = (
            self.proposed.element(cleaned.get("kpi") or ""),
            cleaned.get("estimate"),
            cleaned.get("estimate_from"),
        )
        if kpi is None:
            if typed:
                raise forms.ValidationError(_("Choose the KPI that this is the estimate of."))
            return None
        aim = aim_typed(AIM_OF[self.proposed.kind_of(kpi).method], typed or "")
        if day is None or not self.content.start <= day <= self.content.end:
            raise forms.ValidationError(
                _("Say from which day it holds, between %(start)s and %(end)s.")
                % {"start": self.content.start.isoformat(), "end": self.content.end.isoformat()}
            )
        return estimate_change(self.content, self.changes, element=kpi.key, holds_from=day, new=aim)

    def _priority(self, cleaned):
        name, description = (cleaned.get(part, "").strip() for part in ("priority_name", "priority_description"))
        if not name:
            if description:
                raise forms.ValidationError(_("Give the new priority a name."))
            return None
        language = self.content.authentic[0]
        priority = Priority(
            key=f"priority-reading{self.reading.pk}",
            name={language: name},
            description={language: description} if description else None,
        )
        last = self.proposed.priorities[-1].key if self.proposed.priorities else None
        return AddPriority(priority=priority, after=last)


def said(content, target):
    """What a text says, named as the form names it ("sp2/description/en"); None where there is none.

    Raises LookupError for a name that is not in the form.
    """
    element, field, language = target.split("/") if target.count("/") == 2 else ("", "", "")
    if field not in TEXT_FIELDS or field not in type(content.elements[element]).model_fields:
        raise LookupError(target)
    return (getattr(content.element(element), field) or {}).get(language)


def _texts(content):
    """Every text of the plan in its authentic languages, grouped by what it is a text of."""
    found = [
        (noun_of(element), f"{element.key}/{field}/{language}", f"{called(element, 60)}: {field_word(field)}")
        for element in content.elements.values()
        for field in TEXT_FIELDS
        if field in type(element).model_fields
        for language in content.authentic
    ]
    for noun, texts in groupby(sorted(found, key=lambda text: text[0]), key=lambda text: text[0]):
        yield noun_word(noun), [(name, label) for _noun, name, label in texts]
