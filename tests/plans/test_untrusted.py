"""What somebody writes into a text reads no file, reaches no address, and stops no other document."""

import contextlib
import http.server
import io
import threading

import pikepdf
import pytest

from plans.documents import rendering
from plans.documents.rendering import Printable, render
from plans.exceptions import CannotRender
from tests.conftest import AT

pytestmark = pytest.mark.xdist_group("documents")
SECRET = "the secret of this machine"
# {} is an address: of the secret file, or of a server that counts who comes
PAYLOADS = {
    "image": '<img src="{}">',
    "image of several": '<img srcset="{} 2x" src="{}">',
    "object": '<object data="{}"></object>',
    "embedded": '<embed src="{}">',
    "frame": '<iframe src="{}"></iframe>',
    "style sheet": '<link rel="stylesheet" href="{}">',
    "imported style": '<style>@import url("{}");</style>',
    "background": '<p style="background: url({})">x</p>',
    "list image": '<ul style="list-style-image: url({})"><li>x</li></ul>',
    "content": '<style>p::before {{ content: url("{}") }}</style><p>x</p>',
    "font": '<style>@font-face {{ font-family: f; src: url("{}") }} p {{ font-family: f }}</style><p>x</p>',
    "border image": '<p style="border: 1px solid; border-image: url({}) 1">x</p>',
    "attachment of the document": '<link rel="attachment" href="{}">',
    "attachment of a link": '<a rel="attachment" href="{}">x</a>',
    "image in a picture": '<svg width="9" height="9"><title>x</title><image href="{}" width="9" height="9"/></svg>',
    "use in a picture": '<svg width="9" height="9"><title>x</title><use href="{}#a"/></svg>',
    "style in a picture": '<svg width="9" height="9"><title>x</title><style>@import url("{}");</style></svg>',
    "another base": '<base href="{}"><img src="secret.txt">',
    "picture in an address": "<img src=\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'><image href='{}'/></svg>\">",
}


@pytest.fixture(scope="module")
def visited():
    """An address on this machine and the list of what was asked of it."""
    asked = []

    class Counts(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(SECRET.encode())

        def log_message(self, *_said):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Counts)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/x", asked
    server.shutdown()
    server.server_close()


def everything_in(pdf):
    """Every stream of a PDF as it reads, and the names of what is attached."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        streams = [one.read_bytes() for one in document.objects if isinstance(one, pikepdf.Stream)]
        return b"\n".join([pdf, *streams]), list(document.attachments)


@pytest.mark.parametrize("what", PAYLOADS)
def test_nothing_is_read_and_nothing_is_reached(what, visited, tmp_path):
    address, asked = visited
    (tmp_path / "secret.txt").write_text(SECRET)
    for target in (f"file://{tmp_path}/secret.txt", address):
        body = PAYLOADS[what].replace("{}", target).replace("{{", "{").replace("}}", "}")
        try:
            pdf = render(Printable(f"<html lang=en><title>t</title><p>before</p>{body}<p>after</p>", "0" * 32, AT))
        except CannotRender:
            continue  # refused whole, which is as good
        data, attached = everything_in(pdf)
        assert (SECRET.encode() in data, attached) == (False, [])
    assert asked == []


@pytest.mark.parametrize(
    "bomb",
    [
        "<table><tr><td colspan=1000000>x</td></tr></table>",
        "<div>" * 3000,
        "<table><tr><td rowspan=100000>x</td></tr></table>" * 50,
    ],
)
def test_a_layout_bomb_ends_and_the_next_document_is_made(bomb, monkeypatch):
    monkeypatch.setattr(rendering, "SECONDS", 20)
    with contextlib.suppress(CannotRender):
        render(Printable(f"<html lang=en><title>t</title>{bomb}", "0" * 32, AT))
    assert render(Printable("<html lang=en><title>t</title><p>next</p>", "0" * 32, AT)).startswith(b"%PDF")
