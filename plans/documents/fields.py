"""Placing the signature fields before the seal: none can be added afterwards without breaking it."""

import io
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from plans.documents.conforming import conform


@dataclass(frozen=True)
class SignatureField:
    """A visible field on the last page; `rectangle` in points from the lower left corner (x0, y0, x1, y1)."""

    name: str
    label: str
    rectangle: tuple[float, float, float, float]


def placed(pdf, fields):
    """The PDF with these signature fields, in order, on its last page: merged field and widget, tagged for screen
    readers. The same bytes come out each time."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        conform(document)
        page = document.pages[-1]
        widgets = [document.make_indirect(_widget(document, page, field)) for field in fields]
        page.obj[Name.Annots] = Array([*page.obj.get(Name.Annots, []), *widgets])
        document.Root[Name.AcroForm] = document.make_indirect(
            Dictionary(Fields=Array(widgets), SigFlags=0, DA=String(""), DR=Dictionary())
        )
        _tag(document, page, widgets, fields)
        out = io.BytesIO()
        document.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        return out.getvalue()


def _widget(document, page, field):
    left, bottom, right, top = field.rectangle
    # nothing is drawn until somebody signs, but what draws it has to be there
    empty = document.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, right - left, top - bottom])
    return Dictionary(
        Type=Name.Annot,
        Subtype=Name.Widget,
        FT=Name.Sig,
        T=String(field.name),
        TU=String(field.label),
        Rect=Array(field.rectangle),
        F=4,
        P=page.obj,
        AP=Dictionary(N=empty),
    )


def _tag(document, page, widgets, fields):
    """Gives each widget a Form element in the structure tree and its entry in the parent tree."""
    root = document.Root.get(Name.StructTreeRoot)
    if root is None:
        return
    parents = root[Name.ParentTree]
    following = int(root.get(Name.ParentTreeNextKey, _highest(parents) + 1))
    top = root[Name.K]
    holder = top[0] if isinstance(top, Array) else top
    if not isinstance(holder.get(Name.K), Array):
        holder[Name.K] = Array([holder[Name.K]] if Name.K in holder else [])
    for widget, field in zip(widgets, fields, strict=True):
        element = document.make_indirect(
            Dictionary(
                Type=Name.StructElem,
                S=Name.Form,
                P=holder,
                Pg=page.obj,
                Alt=String(field.label),
                K=Dictionary(Type=Name.OBJR, Obj=widget, Pg=page.obj),
            )
        )
        holder[Name.K].append(element)
        widget[Name.StructParent] = following
        numbers = parents.get(Name.Nums)
        numbers.append(following)
        numbers.append(element)
        following += 1
    root[Name.ParentTreeNextKey] = following
    page.obj[Name.Tabs] = Name.S


def _highest(parents):
    return max((int(number) for number in list(parents.get(Name.Nums, []))[::2]), default=-1)
