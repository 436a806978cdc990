"""Texts beside a live redline, and estimates: what a draft says otherwise about one element."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from plans.forms.drafting import EstimateForm, TextChangeForm
from plans.forms.elements import text_names
from plans.rules.changes import ReplaceText, SetEstimate
from plans.rules.content import Kpi
from plans.views.desk import desk_of, element_of, put
from plans.views.drafting import drafters_only, saved_line, shown_number


@drafters_only
def change_text(request, number):
    """One text of one element in one language, beside its redline; htmx saves while people type."""
    desk = desk_of(number)
    element, field, language = _slot(desk, request.POST if request.method == "POST" else request.GET)
    in_plan = _said(desk.base.element(element.key), field, language)
    proposed = _said(element, field, language)
    initial = {
        "shown": desk.draft.number,
        "element": element.key,
        "field": field,
        "language": language,
        "new": proposed,
    }
    form = TextChangeForm(request.POST or None, initial=initial)
    refusal = None
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data["new"].replace("\r\n", "\n").strip() or None
        given = {"field": field, "language": language, "old": proposed, "new": wanted}
        draft, refusal = _reworded(request, desk, form.cleaned_data["shown"], element, **given)
        if request.htmx:
            return saved_line(request, desk.amendment, draft or desk.draft, refusal)
        if refusal is None:
            return redirect("draft", number)
    context = {
        "amendment": desk.amendment,
        "form": form,
        "element": element,
        "field": field,
        "fields": text_names(type(element)),
        "language": language,
        "languages": desk.proposed.languages,
        "authentic": desk.proposed.authentic,
        "original": None if language in desk.proposed.authentic else _original(desk, element, field),
        "old": in_plan or "",
        "new": form["new"].value() or "",
        "refusal": refusal,
    }
    return render(request, "plans/change_text.html", context, status=422 if refusal or form.errors else 200)


def _reworded(request, desk, shown, element, **said):
    """Saves the draft with a text said otherwise. The Draft and None, or None and the sentence of a refusal."""
    try:
        change = ReplaceText(element=element.key, **said)
    except ValueError:
        return None, _("This text cannot be stored: it is too long, or holds characters that cannot be printed.")
    return put(request, desk, shown, [change])


def _slot(desk, asked):
    """The element, field and language that a request is about. Raises Http404."""
    element = element_of(desk, asked.get("element") or "")
    fields = text_names(type(element))
    field = asked.get("field") or next(iter(fields), None)
    language = asked.get("language") or desk.proposed.authentic[0]
    if field not in fields or language not in desk.proposed.languages:
        raise Http404
    return element, field, language


def _said(element, field, language):
    return (getattr(element, field, None) or {}).get(language)


def _original(desk, element, field):
    """What a translation is of."""
    texts = getattr(element, field) or {}
    return next(((code, texts[code]) for code in desk.proposed.authentic if code in texts), None)


@drafters_only
@require_POST
def preview(request, number):
    """The live redline beside the editor."""
    form = TextChangeForm(request.POST)
    desk = desk_of(number)
    if not form.is_valid():
        return render(request, "plans/_redline.html", {"form": form}, status=422)
    element, field, language = _slot(desk, form.cleaned_data)
    old = _said(desk.base.element(element.key), field, language) or ""
    new = form.cleaned_data["new"].replace("\r\n", "\n").strip()
    return render(request, "plans/_redline.html", {"old": old, "new": new, "language": language})


@drafters_only
def change_estimate(request, number):
    """The aim of one KPI from a day on; `without` takes the estimate of a day out."""
    desk = desk_of(number)
    kpi = element_of(desk, request.GET.get("element") or request.POST.get("element"))
    if not isinstance(kpi, Kpi):
        raise Http404
    without = request.POST.get("without")
    taken_out = next((held for held in kpi.estimates if held.holds_from.isoformat() == without), None)
    form = EstimateForm(
        None if taken_out else request.POST or None,
        initial={"shown": desk.draft.number, "element": kpi.key, "holds_from": timezone.localdate()},
        method=desk.proposed.kind_of(kpi).method,
        period=(desk.proposed.start, desk.proposed.end),
    )
    refusal = None
    if taken_out is not None:
        change = SetEstimate(element=kpi.key, holds_from=taken_out.holds_from, old=taken_out.aim)
        _draft, refusal = put(request, desk, shown_number(request) or 0, [change])
    elif request.method == "POST" and form.is_valid():
        day = form.cleaned_data["holds_from"]
        change = SetEstimate(element=kpi.key, holds_from=day, old=kpi.aim_on(day), new=form.cleaned_data["value"])
        _draft, refusal = put(request, desk, form.cleaned_data["shown"], [change])
    if request.method == "POST" and refusal is None and not form.errors:
        return redirect("draft", number)
    return render(
        request,
        "plans/change_estimate.html",
        {
            "amendment": desk.amendment,
            "draft": desk.draft,
            "form": form,
            "kpi": kpi,
            "content": desk.proposed,
            "refusal": refusal,
        },
        status=422 if refusal or form.errors else 200,
    )
