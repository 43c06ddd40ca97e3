"""The sample reports and their annotation: complete, consistent, and within the vocabularies of the program."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from incidents.model import ActorCategory, Document, EventType, Precision
from incidents.samples import sample_documents, sample_sources

FOLDER = Path(__file__).parents[2] / "data" / "samples"
ROWS: list[dict[str, Any]] = [
    json.loads(line) for line in (FOLDER / "gold.jsonl").read_text(encoding="utf-8").splitlines()
]
INCIDENTS = [
    pytest.param(row, inc, id=f"{row['doc_id']}-{n}")
    for row in ROWS
    for n, inc in enumerate(row["incidents"])
]
DOCUMENTS = {document.ref: document for document in sample_documents()}
REQUIRED = {"place", "lat", "lon", "km", "date_start", "date_end", "event_types", "killed", "wounded"}
REQUIRED |= {"perpetrators", "claimants", "contested"}
ALLOWED = REQUIRED | {"precisions", "alternates", "optional"}


REPRINTS = {"sample-37-rashidin-reprint"}
"""Copies of other reports: annotated, they would only count those twice."""


def in_syria(lat: float, lon: float) -> bool:
    return 32.3 <= lat <= 37.35 and 35.7 <= lon <= 42.4


def test_every_report_is_annotated_once() -> None:
    refs = [row["doc_id"] for row in ROWS]
    assert refs == [ref for ref in DOCUMENTS if ref not in REPRINTS]
    assert len(set(refs)) == len(refs) >= 18


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["doc_id"])
def test_annotation_and_report_agree(row: dict[str, Any]) -> None:
    document: Document = DOCUMENTS[row["doc_id"]]
    assert row["text"] == document.text.strip()
    assert row["published"] == str(document.published)
    assert (row["title"], row["publisher"]) == (document.title, document.publisher)
    assert 110 <= len(document.text.split()) <= 450


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["doc_id"])
def test_every_report_names_published_sources(row: dict[str, Any]) -> None:
    sources = sample_sources()[row["doc_id"]]
    assert len(sources) >= 2
    for source in sources:
        assert source["organisation"]
        assert source["title"]
        assert isinstance(source["date"], dt.date)
        assert str(source.get("url", "https://")).startswith(("https://", "http://"))


@pytest.mark.parametrize(("row", "incident"), INCIDENTS)
def test_incident_is_well_formed(row: dict[str, Any], incident: dict[str, Any]) -> None:
    assert incident.keys() >= REQUIRED
    assert incident.keys() <= ALLOWED
    assert in_syria(incident["lat"], incident["lon"])
    assert 0 < incident["km"] <= 80
    assert all(in_syria(lat, lon) and km > 0 for lat, lon, km in incident.get("alternates", []))
    start, end = (dt.date.fromisoformat(incident[key]) for key in ("date_start", "date_end"))
    assert dt.date(2011, 3, 15) <= start <= end <= dt.date.fromisoformat(row["published"])
    assert incident["event_types"]
    assert set(incident["event_types"]) <= set(EventType)
    assert set(incident["perpetrators"]) <= set(ActorCategory) - {ActorCategory.UNKNOWN}
    assert set(incident.get("precisions", [])) <= set(Precision)
    assert isinstance(incident["contested"], bool)
    assert incident.get("optional", True) is True
    for count in (incident["killed"], incident["wounded"]):
        assert count is None or 0 <= count[0] <= count[1]


def test_the_set_is_varied() -> None:
    needed = [incident for row in ROWS for incident in row["incidents"] if "optional" not in incident]
    assert len({incident["place"].split(",")[0] for incident in needed}) >= 40
    assert {kind for incident in needed for kind in incident["event_types"]} >= set(EventType) - {
        EventType.RIOTS
    }
    assert {name for incident in needed for name in incident["perpetrators"]} >= {
        "syrian government",
        "pro-government militia",
        "russia",
        "rebels",
        "nusra front",
        "islamic state",
        "sdf",
        "us-led coalition",
        "israel",
    }
    assert sum(incident["contested"] for incident in needed) >= 15
    assert {row["published"][:4] for row in ROWS} == {str(year) for year in range(2011, 2020)}


def test_some_reports_hold_no_incident_that_must_be_found() -> None:
    quiet = [row for row in ROWS if all("optional" in incident for incident in row["incidents"])]
    assert len(quiet) >= 2
    assert any(not row["incidents"] for row in quiet)


def test_the_texts_do_not_repeat_each_other() -> None:
    paragraphs = [part for row in ROWS for part in row["text"].split("\n\n")]
    assert len(set(paragraphs)) == len(paragraphs)
