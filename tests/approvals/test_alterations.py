"""A sealed file that was changed in any of these ways is found, with the right word for it. Two of each kind here, a thousand in
the soak; and what the rules allow is not called an alteration."""

import io
import os
import re
from random import Random

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from approvals.verification.document import verify
from approvals.verification.verdict import State
from plans.documents.sealing import archive
from tests.keys import SEALED_AT, Keys, finished

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("documents")]
TIMES = 50 if os.environ.get("SOAK") else 2
OBJECT = re.compile(rb"\n(\d+) 0 obj\n(.*?)endobj", re.DOTALL)


def flipped(data, start, end, random):
    """One bit of a byte between two places, changed."""
    place = random.randrange(start, end)
    return data[:place] + bytes([data[place] ^ (1 << random.randrange(8))]) + data[place + 1 :]


def objects(data, holds):
    """Where the parts of objects of which `holds` is true of the dictionary lie: their streams if they have one."""
    found = []
    for match in OBJECT.finditer(data):
        head, _, rest = match[2].partition(b"stream\n")
        if holds(head):
            start = match.start(2) + (len(head) + 7 if rest else 0)
            found.append((start, match.end(2) - (len(b"\nendstream\n") if rest else 1)))
    return [(start, end) for start, end in found if end > start]


def flip_in(holds):
    """Flips a bit in one of the objects whose dictionary says so."""

    def altered(data, random, _another):
        return flipped(data, *random.choice(objects(data, holds)), random)

    return altered


def said(*words):
    return lambda head: all(word in head for word in words)


def content(head):
    return b"/Filter" in head and not re.search(rb"/(Type|Subtype|Length1)\b", head)


def in_signature(name):
    """A flip in the place of a signature: its own bytes, or the zeros after them."""

    def altered(data, random, _another):
        signature = next(one for one in PdfFileReader(io.BytesIO(data)).embedded_signatures if one.field_name == name)
        start, length, following, _rest = (int(number) for number in signature.byte_range)
        return flipped(data, start + length, following, random)

    return altered


def in_byte_range(data, random, _another):
    match = random.choice(list(re.finditer(rb"/ByteRange ?\[([^\]]*)\]", data)))
    return flipped(data, match.start(1), match.end(1), random)


def in_cross_references(data, random, _another):
    match = random.choice(list(re.finditer(rb"\nxref\n.*?%%EOF", data, re.DOTALL)))
    return flipped(data, match.start(), match.end(), random)


def appended(data, random, _another):
    return data + random.choice([b"\n", b" ", b"%%EOF\n", b"%comment\n", b"\0" * 50, random.randbytes(20)])


def cut(data, random, _another):
    """Back to where an earlier state of the file ended."""
    ends = [match.end() for match in re.finditer(rb"%%EOF\n", data)][:-1]
    return data[: random.choice(ends)]


def cut_anywhere(data, random, _another):
    return data[: random.randrange(len(data) // 4, len(data) - 1)]


def updated(change):
    """An incremental update by somebody with a PDF library."""

    def altered(data, random, _another):
        writer = IncrementalPdfFileWriter(io.BytesIO(data))
        change(writer, random)
        out = io.BytesIO()
        writer.write(out)
        return out.getvalue()

    return altered


def _page(writer, random):
    return writer.find_page_for_modification(random.randrange(3))[0].get_object()


def over_a_page(writer, random):
    page = _page(writer, random)
    stream = generic.StreamObject(stream_data=b"q 1 0 0 rg 100 100 200 200 re f Q")
    page["/Contents"] = generic.ArrayObject([page.raw_get("/Contents"), writer.add_object(stream)])
    writer.update_container(page)


def a_note_on_a_page(writer, random):
    page = _page(writer, random)
    note = generic.DictionaryObject(
        {
            generic.pdf_name("/Type"): generic.pdf_name("/Annot"),
            generic.pdf_name("/Subtype"): generic.pdf_name("/FreeText"),
            generic.pdf_name("/Contents"): generic.pdf_string("void"),
            generic.pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (50, 50, 90, 90))),
        }
    )
    there = page.get("/Annots", generic.ArrayObject())
    page["/Annots"] = generic.ArrayObject([*there, writer.add_object(note)])
    writer.update_container(page)


def other_metadata(writer, _random):
    writer.root["/Metadata"] = writer.add_object(
        generic.StreamObject(stream_data=b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="x"/></x:xmpmeta>')
    )
    writer.update_root()


def another_attachment(writer, random):
    names = writer.root["/Names"]["/EmbeddedFiles"]["/Names"]
    file = names[random.choice([1, 3])]
    file["/EF"]["/F"] = writer.add_object(generic.StreamObject(stream_data=b"{}"))
    writer.update_container(file["/EF"])


def another_font(writer, random):
    page = _page(writer, random)
    fonts = page["/Resources"]["/Font"]
    one = random.choice(list(fonts))
    fonts[one] = fonts.raw_get(next(iter(fonts)))
    fonts[generic.pdf_name("/Another")] = fonts.raw_get(one)
    writer.update_container(fonts)


def a_field_more(writer, _random):
    field = generic.DictionaryObject(
        {
            generic.pdf_name("/FT"): generic.pdf_name("/Tx"),
            generic.pdf_name("/T"): generic.pdf_string("Another"),
        }
    )
    fields = writer.root["/AcroForm"]["/Fields"]
    fields.append(writer.add_object(field))
    writer.update_container(fields)


def another_name_of_a_field(writer, random):
    field = writer.root["/AcroForm"]["/Fields"][random.choice([1, 2, 3, 4])]
    field["/T"] = generic.pdf_string("Chair_of_something_else")
    writer.update_container(field)


def sealed_by_another(data, _random, another):
    """The same pages with the seal of another installation: its certificate is not ours."""
    return finished(_unsealed(data), another.at(SEALED_AT))


def another_plans_seal(data, random, _another):
    """The seal of these pages over other pages."""
    other = _unsealed(data).replace(b"/Lang (en)", random.choice([b"/Lang (fr)", b"/Lang (de)"]))
    return other + data[len(other) :]


def a_signature_elsewhere(data, random, _another):
    """The signature's bytes where no reader of it looks, and its place filled with what the forger likes."""
    signature = PdfFileReader(io.BytesIO(data)).embedded_signatures[0]
    start, length, following, _rest = (int(number) for number in signature.byte_range)
    moved = bytearray(data)
    moved[start + length + 1 : following - 1] = b"0" * (following - start - length - 2)
    return bytes(moved) + data[start + length : following] + bytes([random.randrange(256)])


def _unsealed(data):
    """What the seal was put on: up to the first end of file."""
    return data[: data.index(b"%%EOF\n") + len(b"%%EOF\n")]


FLIPS = {
    "content": flip_in(content),
    "attachment": flip_in(said(b"/EmbeddedFile")),
    "metadata": flip_in(said(b"/Metadata", b"/XML")),
    "font": flip_in(said(b"/Length1")),
    "structure": flip_in(said(b"/StructElem")),
    "page": flip_in(said(b"/Type /Page ")),
    "widget": flip_in(said(b"/Widget")),
    "seal": in_signature("Seal"),
    "timestamp": in_signature("Time_1"),
    "byte range": in_byte_range,
    "cross references": in_cross_references,
}
CHANGES = FLIPS | {
    "appended": appended,
    "cut to an earlier state": cut,
    "cut anywhere": cut_anywhere,
    "update of a page": updated(over_a_page),
    "update of an annotation": updated(a_note_on_a_page),
    "update of metadata": updated(other_metadata),
    "update of an attachment": updated(another_attachment),
    "update of a font": updated(another_font),
    "update of fields": updated(a_field_more),
    "update of a field's name": updated(another_name_of_a_field),
    "another installation's seal": sealed_by_another,
    "another plan's seal": another_plans_seal,
    "a signature moved": a_signature_elsewhere,
}
# whose it is, or what it was, rather than that it was changed
OTHERWISE = {
    "another installation's seal": {State.NOT_OURS},
    "cut to an earlier state": {State.ALTERED, State.NOT_OURS},
    "cut anywhere": {State.ALTERED, State.NOT_OURS, State.UNREADABLE},
    "seal": {State.ALTERED, State.NOT_OURS},
    "timestamp": {State.ALTERED, State.NOT_OURS},
}


@pytest.fixture(scope="module")
def another(tmp_path_factory):
    """Another installation's keys."""
    return Keys(tmp_path_factory.mktemp("another"))


@pytest.mark.parametrize("kind", CHANGES)
def test_every_kind_of_alteration_is_found(kind, sealed, keys, another):
    assert verify(sealed, [keys.root]).state is State.TRUE
    random = Random(f"{kind}")
    for _time in range(TIMES):
        altered = CHANGES[kind](sealed, random, another)
        assert altered != sealed
        verdict = verify(altered, [keys.root])
        assert verdict.state in OTHERWISE.get(kind, {State.ALTERED}), (verdict.state, verdict.why)
        assert verdict.why


@pytest.mark.parametrize("kind", ["appended", "update of a page", "update of metadata", "update of fields"])
def test_a_timestamp_over_an_alteration_does_not_make_it_true(kind, sealed, keys, another):
    """Anybody can buy a timestamp."""
    altered = CHANGES[kind](sealed, Random(kind), another)
    stamped = archive(altered, keys.at(SEALED_AT), number=2)
    assert verify(stamped, [keys.root]).state is State.ALTERED


def test_what_the_rules_allow_is_true(rendered, keys):
    for number in range(TIMES * 4 if TIMES > 2 else 2):
        at = SEALED_AT.replace(second=number % 60, minute=number // 60)
        data = finished(rendered, keys.at(at))
        assert verify(data, [keys.root]).state is State.TRUE
        assert verify(archive(data, keys.at(at), number=2), [keys.root]).state is State.TRUE
