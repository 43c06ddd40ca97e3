"""The commands with a language model: settings, what is written and stored, and what they say when it fails."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from incidents.extract.claims import EXTRACTOR
from tests.extract.llm.conftest import REPORT, bomb, massacre
from tests.extract.llm.model_server import ModelServer, refuses, says, stalls
from tests.test_cli import Run, run

Command = Callable[..., Run]
TRUE = says({"claims": [massacre(), bomb()]})


@pytest.fixture
def incidents(
    capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Command:
    for name in ("URL", "MODEL", "KEY"):
        monkeypatch.delenv(f"INCIDENTS_LLM_{name}", raising=False)
    monkeypatch.setenv("INCIDENTS_DB", str(tmp_path / "store.sqlite"))
    return lambda *words: run(capfdbinary, monkeypatch, *map(str, words))


@pytest.fixture
def report(tmp_path: Path) -> Path:
    file = tmp_path / "report.txt"
    file.write_text(REPORT, encoding="utf-8")
    return file


def asked(server: ModelServer, *more: str) -> list[str]:
    return ["--extractor", "llm", "--llm-url", server.url, "--llm-model", "tiny", *more]


def told(record: dict[str, Any]) -> str:
    """The warning on who read a report."""
    (warning,) = [w for w in record["warnings"] if w.startswith("read by ")]
    return str(warning)


def runs(tmp_path: Path) -> list[str]:
    """The extractors of the runs in the store."""
    with sqlite3.connect(tmp_path / "store.sqlite") as store:
        return [row[0] for row in store.execute("select extractor from run")]


def test_extract_writes_what_the_model_found(incidents: Command, report: Path) -> None:
    with ModelServer(TRUE) as server:
        done = incidents("extract", report, *asked(server))
    assert done.code == 0, done.err
    (record,) = done.records
    found = {incident["place_id"]: incident for incident in record["incidents"]}
    assert set(found) == {"sy:homs/karm-al-zeitoun", "gn:170905"}
    (claim,) = found["sy:homs/karm-al-zeitoun"]["claims"]
    assert claim["quote"] == REPORT[claim["start"] : claim["end"]]
    assert (claim["killed_low"], claim["claimant_side"]) == (45, "opposition")
    assert told(record).startswith("read by llm/tiny/1: ")
    assert f"The text of the reports is sent to 127.0.0.1:{server.port}." in done.err


def test_settings_may_come_from_the_environment_and_the_key_is_shown_nowhere(
    incidents: Command, report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ModelServer(TRUE) as server:
        monkeypatch.setenv("INCIDENTS_LLM_URL", server.url)
        monkeypatch.setenv("INCIDENTS_LLM_MODEL", "tiny")
        monkeypatch.setenv("INCIDENTS_LLM_KEY", "sk-secret")
        done = incidents("extract", report, "--extractor", "llm")
    assert done.code == 0, done.err
    assert server.requests[0][1]["Authorization"] == "Bearer sk-secret"
    assert b"sk-secret" not in done.out
    assert "sk-secret" not in done.err


def test_the_environment_alone_switches_nothing_on(
    incidents: Command, report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ModelServer(TRUE) as server:
        monkeypatch.setenv("INCIDENTS_LLM_URL", server.url)
        monkeypatch.setenv("INCIDENTS_LLM_MODEL", "tiny")
        done = incidents("extract", report)
    assert (done.code, server.requests) == (0, [])
    assert "is sent to" not in done.err


def test_a_server_that_cannot_be_reached_leaves_it_to_the_rules(incidents: Command, report: Path) -> None:
    by_rules = incidents("extract", report).records[0]
    with ModelServer() as server:
        done = incidents("extract", report, *asked(server))
    assert done.code == 0
    (record,) = done.records
    assert record["incidents"] == by_rules["incidents"]
    warning = (
        "read by the rules instead of the language model: "
        f"could not reach 127.0.0.1:{server.port} (connection refused)"
    )
    assert told(record) == warning
    assert set(record["warnings"]) == {warning, *by_rules["warnings"]}
    assert f"report.txt: {warning}" in done.err


def test_each_report_falls_back_for_itself(incidents: Command, tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.txt").write_text(REPORT, encoding="utf-8")
    with ModelServer(says("no idea"), TRUE) as server:
        done = incidents("extract", tmp_path / "a.txt", tmp_path / "b.txt", *asked(server))
    first, second = map(told, done.records)
    assert first == "read by the rules instead of the language model: its answer holds no list of claims"
    assert second.startswith("read by llm/tiny/1")


def test_the_time_limit_is_kept(incidents: Command, report: Path) -> None:
    with ModelServer(stalls) as server:
        done = incidents("extract", report, *asked(server, "--llm-timeout", "0.4"))
    assert "within 0.4 seconds" in told(done.records[0])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--extractor", "llm"], "needs a server"),
        (["--extractor", "llm", "--llm-url", "http://localhost:1/v1"], "needs a model"),
        (
            ["--extractor", "llm", "--llm-url", "gopher://x", "--llm-model", "m"],
            "does not start with http://",
        ),
        (
            ["--extractor", "llm", "--llm-url", "http://x/v1", "--llm-model", "m", "--llm-timeout", "0"],
            "--llm-timeout must be",
        ),
        (["--llm-url", "http://localhost:1/v1"], "need --extractor llm"),
        (["--llm-model", "m"], "need --extractor llm"),
    ],
)
@pytest.mark.parametrize("command", ["extract", "ingest"])
def test_settings_that_cannot_be_used_are_one_line_before_anything_is_read(
    incidents: Command, tmp_path: Path, command: str, words: list[str], said: str
) -> None:
    out = ["--out", tmp_path / "out.jsonl"] if command == "extract" else []
    done = incidents(command, tmp_path / "missing.txt", *out, *words)
    assert (done.code, done.out) == (1, b"")
    assert len(done.err.strip().split("\n")) == 1
    assert said in done.err
    assert "missing.txt" not in done.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", [["--llm-key", "sk-1"], ["--extractor", "magic"]])
def test_there_is_no_option_for_the_key_and_no_third_extractor(
    incidents: Command, report: Path, words: list[str]
) -> None:
    assert incidents("extract", report, *words).code == 2


def test_ingest_stores_what_the_model_found_and_that_it_did(
    incidents: Command, report: Path, tmp_path: Path
) -> None:
    with ModelServer(TRUE) as server:
        done = incidents("ingest", report, *asked(server))
        again = incidents("ingest", report, *asked(server))
    assert done.code == again.code == 0, done.err
    assert "report.txt: 2 incidents from 2 claims\n" in done.err
    assert "there already" in again.err
    assert len(server.requests) == 1
    assert runs(tmp_path) == ["llm/tiny/1"]
    exported = incidents("export", "--format", "geojson")
    features = json.loads(exported.out)["features"]
    assert len(features) == 2
    assert any(REPORT[257:352] in json.dumps(f, ensure_ascii=False).replace("\\n", "\n") for f in features)


def test_ingest_says_on_each_report_that_the_rules_read_it_and_the_store_knows(
    incidents: Command, report: Path, tmp_path: Path
) -> None:
    with ModelServer(refuses(404)) as server:
        done = incidents("ingest", report, *asked(server))
    assert done.code == 0, done.err
    (line,) = [line for line in done.err.splitlines() if line.startswith("report.txt:")]
    assert "claims; read by the rules instead of the language model: " in line
    assert "HTTP 404" in line
    assert runs(tmp_path) == [EXTRACTOR]


def test_evaluate_measures_a_model_on_annotated_reports(incidents: Command, tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    sample = Path(__file__).parents[3] / "data" / "samples" / "gold.jsonl"
    row = json.loads(sample.read_text(encoding="utf-8").splitlines()[0])
    gold.write_text(json.dumps(row) + "\n", encoding="utf-8")
    with ModelServer(says({"claims": []}), says("no")) as server:
        nothing = incidents("evaluate", gold, *asked(server))
        rules = incidents("evaluate", gold, *asked(server))
    assert nothing.code == rules.code == 0, nothing.err
    assert nothing.out != rules.out
    assert f"{row['doc_id']}: read by the rules instead" in rules.err


def test_without_it_nothing_that_reaches_the_network_is_loaded() -> None:
    check = (
        "import sys; from incidents.pipeline import Pipeline; Pipeline.create();"
        "print([m for m in sys.modules if m == 'incidents.extract.llm.client'])"
    )
    shown = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"
