"""The command line as scripts and people use it: exit codes, streams, one-line errors, and a whole way through."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from incidents import cli
from incidents.store import Reason, Store
from tests.factories import HOSTILE, TEXT, make_result

REPORT = (
    "BEIRUT, March 12, 2012 (Reuters) - A car bomb killed one schoolgirl and wounded 25 others in the southern city of "
    "Deraa on Monday, opposition activists said.\n"
)


class Run:
    def __init__(self, code: int, out: bytes, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def records(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.decode().splitlines()]


def run(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch, *words: str) -> Run:
    """Run the command in this process, so that the language model is loaded once for all tests."""
    monkeypatch.setattr(sys, "argv", ["incidents", *words])
    code = 0
    try:
        cli.main()
    except SystemExit as stop:
        code = int(stop.code or 0)
    captured = capfdbinary.readouterr()
    return Run(code, captured.out, captured.err.decode())


@pytest.fixture
def incidents(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Any:
    return lambda *words: run(capfdbinary, monkeypatch, *map(str, words))


@pytest.fixture(scope="module")
def loaded_pipeline() -> Any:
    from incidents.pipeline import Pipeline

    return Pipeline.create()


@pytest.fixture
def with_pipeline(loaded_pipeline: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The real pipeline, loaded once for the module instead of once for each command."""
    monkeypatch.setattr(cli, "_pipeline", lambda: loaded_pipeline)


@pytest.fixture
def report(tmp_path: Path) -> Path:
    file = tmp_path / "deraa.txt"
    file.write_text(REPORT)
    return file


# --- without the pipeline ---


def test_help_names_the_commands() -> None:
    command = [sys.executable, "-m", "incidents.cli", "--help"]
    shown = subprocess.run(command, capture_output=True, text=True, check=True)
    for command_name in ("extract", "ingest", "export", "import", "evaluate", "serve", "version"):
        assert command_name in shown.stdout


def test_help_loads_nothing_heavy() -> None:
    heavy = "'spacy', 'pandas', 'streamlit', 'sqlalchemy'"
    check = f"import sys, incidents.cli; print([m for m in ({heavy}) if m in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


def test_version(incidents: Any) -> None:
    done = incidents("version")
    assert done.code == 0
    assert done.out.startswith(b"syria-incidents ")


@pytest.mark.parametrize(
    "words", [("extract",), ("export", "--format", "shapefile"), ("serve", "--port", "0"), ("fly",)]
)
def test_wrong_usage_is_code_2(incidents: Any, words: tuple[str, ...]) -> None:
    done = incidents(*words)
    assert done.code == 2
    assert done.out == b""


def one_line(done: Run) -> str:
    assert done.code == 1
    assert done.out == b""
    assert len(done.err.strip().split("\n")) == 1
    return done.err


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"A siege. " * 600_000, "larger than 2 MB"),
        (bytes(range(256)) * 100, "not text"),
        (b"%PDF-1.4", "a PDF"),
    ],
    ids=["empty", "5 MB", "binary", "pdf"],
)
def test_bad_reports_are_one_line_and_code_1(
    incidents: Any, tmp_path: Path, content: bytes, words: str
) -> None:
    file = tmp_path / "bad.txt"
    file.write_bytes(content)
    assert words in one_line(incidents("extract", file))


def test_missing_files_and_wrong_dates_are_one_line_and_code_1(
    incidents: Any, tmp_path: Path, report: Path
) -> None:
    assert "no file" in one_line(incidents("extract", tmp_path / "no.txt"))
    assert "write it as 2012-03-12" in one_line(incidents("extract", report, "--published", "12/3/12"))
    assert "There is no store" in one_line(
        incidents("export", "--format", "csv", "--db", tmp_path / "no.sqlite")
    )
    assert "cannot be read" in one_line(incidents("evaluate", tmp_path / "no.jsonl"))
    assert "There is no folder" in one_line(incidents("ingest", report, "--db", tmp_path / "no" / "s.sqlite"))
    assert "cannot be written" in one_line(
        incidents("extract", report, "--out", tmp_path / "no" / "out.jsonl")
    )


def test_a_private_address_and_a_day_to_come_are_one_line_and_code_1(incidents: Any, report: Path) -> None:
    assert "private network or on this computer" in one_line(incidents("extract", "http://127.0.0.1/a"))
    assert "does not start with http" in one_line(incidents("extract", "file:///etc/hostname"))
    assert "lies in the future" in one_line(incidents("extract", report, "--published", "2099-01-01"))


def test_options_of_ingest_that_cannot_be_meant_are_one_line_and_code_1(
    incidents: Any, report: Path, tmp_path: Path
) -> None:
    db = tmp_path / "s.sqlite"
    dask = ("--dask", "tcp://127.0.0.1:9")
    assert "do not go together" in one_line(incidents("ingest", report, "--db", db, "--workers", 2, *dask))
    assert "--column text=body" in one_line(incidents("ingest", report, "--db", db, "--column", "body"))
    assert incidents("ingest", report, "--db", db, "--workers", 0).code == 2
    assert not db.exists()


# --- export ---


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "s.sqlite"
    made = Store.open(path)
    made.add(make_result(f"{TEXT} {HOSTILE}", title=HOSTILE))
    made.close()
    return path


def test_export_writes_what_matches_and_says_how_many(incidents: Any, store: Path) -> None:
    everything = incidents("export", "--format", "geojson", "--db", store)
    assert everything.code == 0
    assert len(json.loads(everything.out)["features"]) == 2
    some = incidents(
        "export", "--format", "geojson", "--db", store, "--filters", "v=1&type=explosions&gov=daraa,homs"
    )
    made = json.loads(some.out)
    assert [feature["properties"]["place"] for feature in made["features"]] == ["Daraa"]
    assert "type=explosions" in made["link"]
    assert "gov=daraa,homs" in made["link"]
    assert made["as_of"]
    assert "1 of 2 incidents" in some.err


def test_an_export_of_a_box_says_so_in_its_attribution(incidents: Any, store: Path) -> None:
    cut = ("export", "--format", "geojson", "--db", store, "--filters")
    made = json.loads(incidents(*cut, "box=36.6,34.6,36.9,34.9&map=districts").out)
    (feature,) = made["features"]
    lon, lat = feature["geometry"]["coordinates"]
    assert 36.6 <= lon <= 36.9
    assert 34.6 <= lat <= 34.9
    assert "36.6 to 36.9 degrees of longitude" in made["attribution"]
    assert "box=36.6,34.6,36.9,34.9" in made["link"]
    assert "'box'" in one_line(incidents(*cut, "box=36.9,34.6,36.6,34.9"))


def test_the_link_in_an_export_repeats_it(incidents: Any, store: Path) -> None:
    first = json.loads(
        incidents("export", "--format", "geojson", "--db", store, "--filters", "contested=yes").out
    )
    again = json.loads(
        incidents("export", "--format", "geojson", "--db", store, "--filters", first["link"]).out
    )
    assert again["features"] == first["features"]
    assert len(first["features"]) == 1


def test_a_whole_dashboard_link_is_accepted(incidents: Any, store: Path) -> None:
    link = "http://127.0.0.1:8501/?v=1&type=violence&asof=latest&view=34.7,36.7,9&data=own"
    done = incidents("export", "--format", "csv", "--db", store, "--filters", link)
    assert done.code == 0
    assert len(done.out.decode("utf-8-sig").splitlines()) == 2


def test_words_are_read_as_in_a_link(incidents: Any, store: Path) -> None:
    made = json.loads(
        incidents("export", "--format", "geojson", "--db", store, "--filters", 'q="car bomb"').out
    )
    assert [feature["properties"]["place"] for feature in made["features"]] == ["Daraa"]
    assert "q=%22car+bomb%22" in made["link"]
    both = incidents(
        "export", "--format", "geojson", "--db", store, "--filters", made["link"] + "&qin=reports"
    )
    assert "more than once" in both.err
    link = made["link"].replace("qin=told", "qin=reports")
    anywhere = incidents("export", "--format", "geojson", "--db", store, "--filters", link)
    assert len(json.loads(anywhere.out)["features"]) == 2


@pytest.mark.parametrize(
    "filters",
    [
        "type=wars",
        "colour=red",
        "no query",
        "from=2013-01-01&to=2012-01-01",
        "data=all",
        "q=<b>",
        "type=battles&type=riots",
    ],
)
def test_filters_that_are_not_understood_are_an_error(incidents: Any, store: Path, filters: str) -> None:
    assert "--filters" in one_line(
        incidents("export", "--format", "csv", "--db", store, "--filters", filters)
    )


def test_export_to_a_file_leaves_stdout_empty(incidents: Any, store: Path, tmp_path: Path) -> None:
    done = incidents("export", "--format", "csv", "--db", store, "--out", tmp_path / "out.csv")
    assert (done.code, done.out) == (0, b"")
    assert (tmp_path / "out.csv").read_bytes().count(b"\r\n") == 3


def test_a_table_in_a_file_has_what_it_is_beside_it(incidents: Any, store: Path, tmp_path: Path) -> None:
    for form in ("csv", "acled"):
        out = tmp_path / f"{form}.csv"
        assert (
            incidents(
                "export", "--format", form, "--db", store, "--out", out, "--filters", "type=violence"
            ).code
            == 0
        )
        assert out.read_bytes().count(b"\r\n") == 2
        about = (tmp_path / f"{form}.csv.README.txt").read_text(encoding="utf-8")
        assert "type=violence" in about
        assert "as of: 20" in about
    assert incidents("export", "--format", "acled", "--db", store).out.startswith(
        b"\xef\xbb\xbfevent_id_cnty,"
    )


def test_a_geopackage_needs_a_file(incidents: Any, store: Path, tmp_path: Path) -> None:
    assert "give --out incidents.gpkg" in one_line(incidents("export", "--format", "gpkg", "--db", store))
    out = tmp_path / "a.gpkg"
    done = incidents("export", "--format", "gpkg", "--db", store, "--out", out)
    assert (done.code, done.out) == (0, b"")
    assert out.read_bytes().startswith(b"SQLite format 3")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.gpkg", "s.sqlite"]
    missing = tmp_path / "no" / "a.gpkg"
    assert "cannot be written" in one_line(
        incidents("export", "--format", "gpkg", "--db", store, "--out", missing)
    )


def test_a_page_is_one_file(incidents: Any, store: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.html"
    assert incidents("export", "--format", "html", "--db", store, "--out", out).code == 0
    assert out.read_bytes().startswith(b"<!doctype html>")


# --- import ---

FILES = Path(__file__).parent / "exchange" / "files"


def test_import_adds_rows_once_and_export_gives_them_back(incidents: Any, tmp_path: Path) -> None:
    db = tmp_path / "mine.sqlite"
    first = incidents("import", FILES / "acled.csv", "--format", "acled", "--db", db)
    assert (first.code, first.out) == (0, b"")
    assert "4 rows of ACLED added, 1 of other countries passed over" in first.err
    again = incidents("import", FILES / "acled.csv", "--format", "acled", "--db", db)
    assert "4 of them in place of what was there" in again.err
    ged = incidents("import", FILES / "ged.csv", "--format", "ged", "--db", db)
    assert "4 rows of UCDP GED added, 1 kept off the map" in ged.err
    made = json.loads(incidents("export", "--format", "geojson", "--db", db).out)
    assert len(made["features"]) == 7
    claims = [claim for feature in made["features"] for claim in feature["properties"]["claims"]]
    assert {claim["origin"] for claim in claims} == {"import"}
    assert {claim["quote"] for claim in claims} == {None}
    assert any("regime forces killed 45" in claim["note"] for claim in claims)


def test_rows_that_cannot_be_used_are_told_by_line(incidents: Any, tmp_path: Path) -> None:
    text = (FILES / "acled.csv").read_text(encoding="utf-8").replace(",36.1021,", ",far east,")
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    done = incidents("import", tmp_path / "a.csv", "--format", "acled", "--db", tmp_path / "s.sqlite")
    assert done.code == 1
    assert "a.csv: line 3: longitude 'far east' is not a number" in done.err
    assert "3 rows of ACLED added, 1 left out, 1 of other countries passed over" in done.err


def test_files_that_cannot_be_imported_are_one_line(incidents: Any, tmp_path: Path) -> None:
    db = ("--db", tmp_path / "s.sqlite")
    assert "(--format ged)" in one_line(incidents("import", FILES / "ged.csv", "--format", "acled", *db))
    assert "no file" in one_line(incidents("import", tmp_path / "no.csv", "--format", "ged", *db))
    assert not (tmp_path / "s.sqlite").exists()
    assert incidents("import", FILES / "ged.csv", "--format", "hdx", *db).code == 2


def test_what_was_exported_is_imported_again(incidents: Any, tmp_path: Path) -> None:
    first, second = tmp_path / "one.sqlite", tmp_path / "two.sqlite"
    incidents("import", FILES / "acled.csv", "--format", "acled", "--db", first)
    for form, name in (("geojson", "a.geojson"), ("csv", "a.csv")):
        incidents("export", "--format", form, "--out", tmp_path / name, "--db", first)
        done = incidents("import", tmp_path / name, "--format", form, "--db", second)
        assert done.code == 0
        assert "4 incidents of 1 report added" in done.err
    assert (tmp_path / "a.csv.claims.csv").exists()
    made, again = (
        json.loads(incidents("export", "--format", "geojson", "--db", db).out)["features"]
        for db in (first, second)
    )
    assert made == again


def test_any_table_goes_in_by_a_mapping_that_is_remembered(incidents: Any, tmp_path: Path) -> None:
    db = ("--db", tmp_path / "s.sqlite")
    table = tmp_path / "a.csv"
    table.write_text("Ref,Day,What,Y,X\nA1,03/04/2012,Attack,34.7,36.7\n", encoding="utf-8")
    assert "say which one does (--map FILE)" in one_line(incidents("import", table, "--format", "csv", *db))
    mapping = tmp_path / "map.json"
    columns = {"id": "Ref", "date": "Day", "event_type": "What", "lat": "Y", "lon": "X"}
    mapping.write_text(json.dumps({"name": "Field list", "columns": columns}), encoding="utf-8")
    done = incidents("import", table, "--format", "csv", "--map", mapping, *db)
    assert "1 row of Field list added" in done.err
    assert "1 of them in place of what was there" in incidents("import", table, "--format", "csv", *db).err
    assert "with --format csv" in one_line(
        incidents("import", table, "--format", "ged", "--map", mapping, *db)
    )


# --- serve ---


def test_serve_runs_streamlit_on_this_computer_only(
    incidents: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    started: list[list[str]] = []

    def start(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        started.append(command)
        return subprocess.CompletedProcess(command, 3)

    monkeypatch.setattr(cli.subprocess, "run", start)
    monkeypatch.setenv("INCIDENTS_DB", "restored afterwards")
    assert incidents("serve", "--port", "8599", "--db", tmp_path / "s.sqlite", "--no-browser").code == 3
    (command,) = started
    assert command[:4] == [sys.executable, "-m", "streamlit", "run"]
    assert Path(command[4]).parent.name == "dashboard"
    flags = dict(word.removeprefix("--").split("=", 1) for word in command[5:])
    assert flags["server.address"] == "127.0.0.1"
    assert flags["server.port"] == "8599"
    assert flags["server.headless"] == "true"
    assert flags["browser.gatherUsageStats"] == "false"
    assert flags["server.showEmailPrompt"] == "false"
    assert os.environ["INCIDENTS_DB"].endswith("s.sqlite")


# --- the whole way ---


@pytest.mark.usefixtures("with_pipeline")
class TestWithPipeline:
    def test_extract_writes_one_record_for_each_report(
        self, incidents: Any, report: Path, tmp_path: Path
    ) -> None:
        rows = tmp_path / "rows.jsonl"
        rows.write_text(
            json.dumps({"doc_id": "r1", "published": "2012-03-12", "text": REPORT}) + "\nbroken\n"
        )
        done = incidents("extract", report, rows)
        assert done.code == 1  # one row was set aside
        assert "rows.jsonl line 2" in done.err
        assert [record["doc_id"] for record in done.records] == ["deraa.txt", "r1"]
        for record in done.records:
            (incident,) = record["incidents"]
            assert (incident["governorate"], incident["killed_low"], incident["wounded_low"]) == (
                "Daraa",
                1,
                25,
            )
            for claim in incident["claims"]:
                assert REPORT[claim["start"] : claim["end"]] == claim["quote"]

    def test_a_report_without_a_date_says_what_that_means(self, incidents: Any, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_text("A car bomb killed nine people in Deraa on Monday, activists said.")
        done = incidents("extract", tmp_path / "a.txt")
        assert done.code == 0
        (warning,) = done.records[0]["warnings"]
        assert "--published" in warning
        assert "--published" in done.err
        (incident,) = done.records[0]["incidents"]
        assert incident["date_start"] is None
        dated = incidents("extract", tmp_path / "a.txt", "--published", "2012-03-12").records[0]
        assert dated["incidents"][0]["date_start"] == "2012-03-12"
        assert dated["warnings"] == []

    def test_hostile_text_is_read_as_text_and_nothing_is_lost(self, incidents: Any, tmp_path: Path) -> None:
        text = f"Shelling killed nine people in Homs on Sunday, {HOSTILE} said.\n{HOSTILE}\n\x1b[31mred\x07\n"
        (tmp_path / "a.txt").write_text(text)
        done = incidents("extract", tmp_path / "a.txt", "--published", "2012-03-12")
        assert done.code == 0
        assert os.getcwd() not in done.out.decode()  # noqa: PTH109 - what the template would print
        for incident in done.records[0]["incidents"]:
            for claim in incident["claims"]:
                assert text[claim["start"] : claim["end"]] == claim["quote"]
        assert "\x1b[31m" not in done.err

    def test_ingest_then_export_then_ingest_again(self, incidents: Any, report: Path, tmp_path: Path) -> None:
        (tmp_path / "empty.txt").write_text("")
        db = tmp_path / "mine.sqlite"
        first = incidents("ingest", report, tmp_path / "empty.txt", "--db", db)
        assert (first.code, first.out) == (1, b"")
        assert "1 reports added" in first.err
        assert "1 set aside" in first.err
        again = incidents("ingest", report, "--db", db)
        assert again.code == 0
        assert "0 reports added" in again.err
        made = json.loads(incidents("export", "--format", "geojson", "--db", db).out)
        assert [feature["properties"]["governorate"] for feature in made["features"]] == ["Daraa"]

    def test_a_purged_report_is_ingested_again_only_when_asked_for(
        self, incidents: Any, report: Path, tmp_path: Path
    ) -> None:
        db = tmp_path / "mine.sqlite"
        incidents("ingest", report, "--db", db)
        store = Store.open(db)
        store.purge_report(store.documents()[0].id, Reason.REQUEST)
        refused = incidents("ingest", report, "--db", db)
        assert refused.code == 1
        assert "'incidents ingest --again'" in refused.err
        assert "1 reports added" in incidents("ingest", report, "--db", db, "--again").err

    def test_evaluate_prints_the_figures_of_a_set(self, incidents: Any, tmp_path: Path) -> None:
        wanted = {
            "place": "Deraa", "lat": 32.62, "lon": 36.10, "km": 6, "date_start": "2012-03-12", "date_end": "2012-03-12",
            "event_types": ["Explosions/Remote violence"], "killed": [1, 1], "wounded": [25, 25], "perpetrators": [],
            "contested": False,
        }  # fmt: skip
        row = {
            "doc_id": "a",
            "published": "2012-03-12",
            "text": REPORT,
            "incidents": [wanted, {**wanted, "lat": 36.2}],
        }
        (tmp_path / "gold.jsonl").write_text(json.dumps(row))
        done = incidents("evaluate", tmp_path / "gold.jsonl", "--errors")
        assert done.code == 0
        lines = done.out.decode().splitlines()
        assert "killed 1/1=1.00, wounded 1/1=1.00" in lines[-2]
        assert lines[-1] == "incidents: gold=2 matched=1 spurious=0 precision=1.000 recall=0.500 F1=0.667"
        assert lines[0].startswith("missed a: Deraa")
