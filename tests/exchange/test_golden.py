"""The text formats to the last sign, beside files that were looked at: what changes in them is seen in a review.

``INCIDENTS_WRITE_GOLDEN=1 pytest tests/exchange/test_golden.py`` writes them anew.
"""

from __future__ import annotations

import datetime as dt
import io
import os
from pathlib import Path

import pytest

from incidents.exchange import claims_csv, mapping
from incidents.exchange.about import About, derivation, generator
from incidents.exchange.formats import FORMATS, dumps
from incidents.rules import Rules
from incidents.store import dossiers_of
from tests.factories import make_result

GOLDEN = Path(__file__).parent / "golden"
ABOUT = About(
    dt.datetime(2026, 1, 2, tzinfo=dt.UTC),
    "?v=1&gov=homs",
    derivation(Rules(without=frozenset({"src-1"})), {"src-1": "A left out source"}),
)
TEXT_FORMATS = ("geojson", "csv", "acled", "ged", "kml", "hxl", "plover")


def check(name: str, made: bytes) -> None:
    made = made.replace(generator().encode(), b"syria-incidents VERSION")
    path = GOLDEN / name
    if os.environ.get("INCIDENTS_WRITE_GOLDEN") == "1":
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(made)
    assert path.read_bytes() == made


@pytest.mark.parametrize("key", TEXT_FORMATS)
def test_a_text_format_is_as_it_was(key: str) -> None:
    form = FORMATS[key]
    check(f"{key}{form.suffix}", dumps(key, dossiers_of(make_result()), ABOUT))
    if form.readme is not None:
        check(f"{key}{form.suffix}.README.txt", form.readme(f"incidents{form.suffix}", ABOUT))


def test_the_claims_beside_a_table_are_as_they_were() -> None:
    out = io.BytesIO()
    list(claims_csv.told(dossiers_of(make_result()), out))
    check("csv.csv.claims.csv", out.getvalue())


def test_a_mapping_is_as_it_was() -> None:
    guessed = mapping.guess(("Incident No", "Date", "Town", "Lat", "Long", "Type", "Dead"), "My list")
    check("mapping.json", mapping.dumps(guessed).encode())
    assert mapping.loads(mapping.dumps(guessed), "mapping.json") == guessed
