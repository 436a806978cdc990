"""The pages and the command for figures from files."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from cycle.documents.spreadsheet import as_csv, tables_of
from cycle.models import FiguresFile, Measurement, Period
from cycle.operations.take_figures import store_files
from cycle.queries.figures import drafts
from tests.procedure import someone

pytestmark = pytest.mark.django_db
ADDRESS = ("strategic-plan-2019-2022", "2019-2020")
GOOD = [("kpi", "actual", "of", "source"), ("SP1.1", 20, "", "SYNTHETIC"), ("SP7.1", 30, 40, "SYNTHETIC")]


@pytest.fixture
def drafter(client):
    client.force_login(someone("drafter"))
    return client


def given(client, rows, name="figures.csv"):
    file = SimpleUploadedFile(name, rows if isinstance(rows, bytes) else as_csv(rows))
    return client.post(reverse("figures-give", args=ADDRESS), {"file": file, "source": "SYNTHETIC"}, follow=True)


def test_a_file_is_shown_accepted_and_stored_with_its_progress(drafter, at):
    page = given(drafter, GOOD)
    text = page.content.decode()
    assert "Shall the figures of figures.csv be stored?" in text
    assert "30 of 40" in text
    assert "22 of 36" in text
    file = FiguresFile.objects.get()
    assert drafts(Period.objects.get()) == []
    text = drafter.post(reverse("figures-file-accept", args=[file.pk]), follow=True).content.decode()
    assert "0 of 2 are stored." in text
    assert 'data-hx-trigger="every 1s"' in text
    store_files(at=at)
    text = drafter.get(reverse("figures-file-progress", args=[file.pk])).content.decode()
    assert "2 figures are stored as drafts" in text
    assert "data-hx-get" not in text


def test_every_fault_is_shown_at_its_cell_and_the_rest_can_be_stored_alone(drafter, at):
    long = ("SP2.1", 1, "", "x" * 201)
    text = given(drafter, [*GOOD, ("SP1.2", "1.234"), ("<b>x</b>", 1), ("SP1.2", 5), long]).content.decode()
    for said in (
        "B4",
        "1.234",
        "This can be read in two ways",
        "A5",
        "&lt;b&gt;x&lt;/b&gt;",
        "has no such indicator",
        "source or the comment is too long",
    ):
        assert said in text
    file = FiguresFile.objects.get()
    drafter.post(reverse("figures-file-accept", args=[file.pk]))
    store_files(at=at)
    assert drafts(Period.objects.get()) == []
    drafter.post(reverse("figures-file-accept", args=[file.pk]), {"partly": "1"})
    store_files(at=at)
    assert {one.kpi for one in drafts(Period.objects.get())} == {"sp1.1", "sp7.1", "sp1.2"}


def test_a_file_that_cannot_be_read_says_why(drafter):
    for data, name, sentence in (
        (b"a,b\n1,2", "x.csv", "No sheet has the columns"),
        (b"\xd0\xcf\x11\xe0 old", "x.xls", "old spreadsheet"),
        (b"PK\x03\x04", "x.xlsx", "no spreadsheet that can be read"),
        (b"", "x.csv", "This file is empty."),
    ):
        page = given(drafter, data, name)
        assert (page.status_code, sentence in page.content.decode()) == (422, True), name
    assert not FiguresFile.objects.exists()


def test_a_file_is_its_givers_alone(drafter, client):
    given(drafter, GOOD)
    file = FiguresFile.objects.get()
    client.force_login(someone("evaluator"))
    for name in ("figures-file", "figures-file-progress"):
        assert client.get(reverse(name, args=[file.pk])).status_code == 404
    for name in ("figures-file-accept", "figures-file-drop"):
        assert client.post(reverse(name, args=[file.pk])).status_code == 404
    client.force_login(someone("reader"))
    assert "Your account enters no figures" in client.get(reverse("figures-give", args=ADDRESS)).content.decode()
    assert given(client, GOOD).status_code == 422


def test_a_file_that_was_put_aside_stays_so(drafter, at):
    given(drafter, GOOD)
    file = FiguresFile.objects.get()
    text = drafter.post(reverse("figures-file-drop", args=[file.pk]), follow=True).content.decode()
    assert "was put aside" in text
    text = drafter.post(reverse("figures-file-accept", args=[file.pk]), follow=True).content.decode()
    assert "put aside already" in text
    assert store_files(at=at) == 0


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_is_exported_changes_nothing_when_it_is_given_back(drafter, form):
    data = drafter.get(reverse("figures-exported", args=[*ADDRESS, form])).getvalue()
    (table,) = tables_of(data)
    assert [cells[0] for _row, cells in table.rows[:3]] == ["kpi", "SG.1", "SO1.1"]
    assert len(table.rows) == 30
    given(drafter, data, f"figures.{form}")
    file = FiguresFile.objects.get()
    assert (file.changes, file.faults, file.same) == ([], [], 29)
    assert drafter.get(f"/figures/{ADDRESS[0]}/{ADDRESS[1]}/figures.ods").status_code == 404


def imported(path, *options):
    out = io.StringIO()
    try:
        call_command("import_measurements", str(path), "--period", "2019-2020", "--by", "drafter", *options, stdout=out)
    except SystemExit as ended:
        return ended.code, out.getvalue()
    return 0, out.getvalue()


def test_the_command_imports_or_says_every_fault_and_stores_nothing(tmp_path):
    path = tmp_path / "figures.csv"
    path.write_bytes(as_csv([*GOOD, ("SP1.2", "12,5", "", "x")]))
    code, said = imported(path)
    assert (code, said.splitlines()) == (
        1,
        [
            "B4: Only whole numbers are counted: write one without decimals. (12,5)",
            "2 new or changed, 0 as entered already, 0 rows without a figure, 1 faults.",
            "Nothing was stored.",
        ],
    )
    assert Measurement.objects.filter(file__isnull=False).count() == 0
    assert imported(path, "--partly")[0] == 1
    assert {one.kpi for one in drafts(Period.objects.get())} == {"sp1.1", "sp7.1"}


def test_the_command_says_what_would_change_and_what_is_there_already(tmp_path):
    path = tmp_path / "figures.csv"
    path.write_bytes(as_csv(GOOD))
    assert imported(path, "--check") == (
        0,
        "2 new or changed, 0 as entered already, 0 rows without a figure, 0 faults.\nNothing was stored.\n",
    )
    assert imported(path)[1].endswith("2 figures were stored as drafts.\n")
    assert imported(path) == (
        0,
        "0 new or changed, 2 as entered already, 0 rows without a figure, 0 faults.\nNothing was stored.\n",
    )


def test_the_command_names_what_is_missing(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        imported(tmp_path / "none.csv")
    path = tmp_path / "figures.csv"
    path.write_bytes(b"a,b\n")
    with pytest.raises(CommandError, match="No sheet has the columns"):
        imported(path)
    for options, said in ((["--by", "nobody"], "no account nobody"), (["--period", "1999"], "no period 1999")):
        with pytest.raises(CommandError, match=said):
            imported(path, *options)


def test_the_command_works_without_naming_who_where_one_account_may(tmp_path):
    path = tmp_path / "figures.csv"
    path.write_bytes(as_csv(GOOD))
    out = io.StringIO()
    call_command("import_measurements", str(path), "--period", "2019-2020", stdout=out)
    assert out.getvalue().endswith("2 figures were stored as drafts.\n")
    assert {one.entered_by.username for one in Measurement.objects.filter(file__isnull=False)} == {"drafter"}
    someone("reader").groups.add(*someone("drafter").groups.all())
    with pytest.raises(CommandError, match=r"--by who enters the figures. May run the cycle: drafter, reader."):
        call_command("import_measurements", str(path), "--period", "2019-2020")


def test_all_faults_of_a_file_can_be_had_as_a_table(drafter):
    given(drafter, [GOOD[0], *[("SP1.2", "12,5", "", "x")] * 250])
    file = FiguresFile.objects.get()
    page = drafter.get(reverse("figures-file", args=[file.pk])).content.decode()
    assert "and 50 more" in page
    address = reverse("figures-file-faults", args=[file.pk])
    assert address in page
    lines = b"".join(drafter.get(address).streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 251
    assert lines[1].startswith('"B2","12,5","Only whole numbers')
