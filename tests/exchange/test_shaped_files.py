"""Files of some two hundred rows in the shape of ACLED's and UCDP GED's, with the quirks that theirs have."""

from __future__ import annotations

from collections import Counter

import pytest

from incidents.exchange import importing
from incidents.exchange.rows import Imported
from incidents.model import ActorCategory, DatePrecision, Origin, Precision
from incidents.store import Store
from tests.exchange.shaped import acled_rows, as_csv, ged_rows


def read(content: bytes, key: str) -> Imported:
    assert importing.detect(content, "file.csv") == key
    made = importing.read_bytes(content, "file.csv", key)
    assert isinstance(made, Imported)
    return made


@pytest.mark.parametrize(
    ("separator", "encoding", "decimal"),
    [
        (",", "utf-8", "."),
        (",", "utf-8-sig", "."),
        (";", "cp1252", ","),
        ("\t", "utf-16", "."),
        (";", "utf-8", "."),
    ],
)
def test_every_row_of_an_acled_file_is_read_however_it_was_saved(
    separator: str, encoding: str, decimal: str
) -> None:
    rows = acled_rows()
    made = read(as_csv(rows, separator=separator, encoding=encoding, decimal=decimal), "acled")
    assert made.faults == ()
    assert len(made.result.claims) == 200
    assert {c.origin for c in made.result.claims} == {Origin.IMPORT}
    for claim, row in zip(made.result.claims, rows, strict=True):
        assert claim.place is not None
        assert claim.place.lat == pytest.approx(float(row["latitude"]))
        assert claim.sub_event_type.value == row["sub_event_type"]
        assert claim.killed.low == (int(row["fatalities"]) or None)
        assert claim.note.split() == row["notes"].split()


def test_old_and_new_codes_of_acled_say_the_same() -> None:
    new, old = acled_rows(400)[:200], acled_rows(400)[200:]
    for row in new:
        assert row["inter1"][0].isalpha()
    for row in old:
        assert row["inter1"].isdecimal()
    made = read(as_csv(new + old), "acled")
    civilians = [c for c in made.result.claims if any(a.as_written == "Civilians (Syria)" for a in c.actors)]
    assert len(civilians) > 50
    for claim in civilians:
        assert ActorCategory.CIVILIANS in {actor.category for actor in claim.actors}


def test_every_row_of_a_ged_file_is_read() -> None:
    rows = ged_rows()
    made = read(as_csv(rows), "ged")
    assert made.faults == ()
    assert len(made.result.claims) == 200
    off_map = Counter(row["where_prec"] for row in rows)["6"]
    assert len(made.result.not_mapped) == off_map > 0
    for claim, row in zip(made.result.claims, rows, strict=True):
        assert (claim.killed.low, claim.killed.high) == (int(row["low"]), int(row["high"]))
        assert claim.dates is not None
        assert claim.dates.start.isoformat() == row["date_start"][:10]
        assert (claim.dates.precision is DatePrecision.YEAR) == (row["date_prec"] == "5")
        if row["where_prec"] == "4":
            assert claim.place is not None
            assert claim.place.precision is Precision.GOVERNORATE


def test_an_import_says_beforehand_what_is_new_and_what_changed() -> None:
    store = Store.in_memory()
    rows = acled_rows(20)
    first = read(as_csv(rows), "acled")
    assert importing.change(first, store) == importing.Change(20, 0, 0)
    assert "20 rows of ACLED added" in importing.bring_in(first, store)
    rows[3]["fatalities"] = "99"
    again = read(as_csv([*rows[:10], *acled_rows(25)[20:]]), "acled")
    assert importing.change(again, store) == importing.Change(5, 1, 9)
    importing.bring_in(again, store)
    assert len(store.frame()) == 25
    assert importing.change(again, store) == importing.Change(0, 0, 15)


def test_imported_rows_are_filtered_by_their_dataset() -> None:
    store = Store.in_memory()
    for key, rows in (("acled", acled_rows(12)), ("ged", ged_rows(12))):
        importing.bring_in(read(as_csv(rows), key), store)
    names = {entry.name: entry for entry in store.sources()}
    assert {"ACLED (imported)", "UCDP GED (imported)"} <= set(names)
    acled = names["ACLED (imported)"].id
    told = store.frame()["source_ids"].map(lambda ids: acled in ids)
    assert told.sum() == 12 < len(told)
