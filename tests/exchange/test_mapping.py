"""Any table, read by a mapping of its columns: guessed, changed, remembered; what cannot be read is told by line."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from incidents.errors import InputError
from incidents.exchange import importing, mapping
from incidents.exchange.about import About
from incidents.exchange.formats import dumps
from incidents.exchange.mapping import ColumnMap
from incidents.exchange.rows import Imported
from incidents.model import (
    ActorCategory,
    Casualties,
    DatePrecision,
    Governorate,
    Origin,
    Precision,
    Role,
    SubEventType,
)
from incidents.store import Store, dossiers_of
from tests.factories import make_result

TABLE = """\
Incident No;Datum;Town;Admin 1;Lat;Long;What happened;Dead;Injured;Attributed to;Reported by;Summary
A-1;11/03/2012;Homs;Hims;34,72;36,71;Attack;45;;Government of Syria;SNHR;"Bodies found,
many burned"
A-2;13/03/2012;Idlib;Idlib;35,93;36,63;Air/drone strike;3-5;12+;Russia;SOHR;=cmd
A-3;2012-05;Daraa;Dar'a;;;Barrel bomb;2;0;;;unclear
A-4;2012;Daraa;Dar'a;32,62;36,1;Battles;;;;;
"""


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


def read(text: str = TABLE, by: ColumnMap | None = None, name: str = "My list.csv") -> Imported:
    made = importing.read_bytes(text.encode(), name, "csv", by)
    assert isinstance(made, Imported)
    return made


def guessed(text: str = TABLE) -> ColumnMap:
    return importing.table_of(text.encode(), "My list.csv").mapping


def test_columns_are_guessed_from_their_headings() -> None:
    found = importing.table_of(TABLE.encode(), "My list.csv")
    assert not found.remembered
    assert dict(found.mapping.columns) == {
        "id": "Incident No",
        "date": "Datum",
        "event_type": "What happened",
        "place": "Town",
        "governorate": "Admin 1",
        "lat": "Lat",
        "lon": "Long",
        "killed": "Dead",
        "wounded": "Injured",
        "actor": "Attributed to",
        "source": "Reported by",
        "notes": "Summary",
    }
    assert (found.mapping.name, found.mapping.dates) == ("My list", "day first")


def test_a_row_says_what_it_says_and_no_more() -> None:
    made = read()
    assert made.faults == (
        "line 5: event type 'Barrel bomb' is not one of ACLED's: say in the mapping what such rows are",
    )
    first, strike, clash = made.result.claims
    assert {c.origin for c in made.result.claims} == {Origin.IMPORT}
    assert made.result.document.publisher == "My list"
    assert first.dates is not None
    assert (first.dates.start, first.dates.precision) == (dt.date(2012, 3, 11), DatePrecision.DAY)
    assert first.place is not None
    assert (first.place.lat, first.place.lon, first.place.radius_km) == (34.72, 36.71, 3.0)
    assert (first.place.precision, first.place.governorate) == (Precision.SETTLEMENT, Governorate.HOMS)
    assert (first.killed, first.wounded) == (Casualties(45, 45, "killed 45"), Casualties())
    assert (first.actors[0].category, first.actors[0].role) == (ActorCategory.GOVERNMENT, Role.INITIATOR)
    assert (first.claimant, first.note) == ("SNHR", "Bodies found, many burned")
    assert (strike.killed.low, strike.killed.high) == (3, 5)
    assert (strike.wounded.low, strike.wounded.high) == (12, None)
    assert strike.note == "=cmd"
    assert clash.sub_event_type is SubEventType.ARMED_CLASH
    assert clash.dates is not None
    assert (clash.dates.start, clash.dates.end) == (dt.date(2012, 1, 1), dt.date(2012, 12, 31))


def test_words_of_the_table_are_explained_by_the_mapping() -> None:
    by = replace(guessed(), events={"barrel bomb": SubEventType.AIR_STRIKE})
    made = read(by=by)
    assert made.faults == ()
    barrel = made.result.claims[2]
    assert barrel.sub_event_type is SubEventType.AIR_STRIKE
    assert barrel.dates is not None
    assert barrel.dates.precision is DatePrecision.MONTH
    assert made.result.not_mapped == (barrel,)  # without a point it is kept off the map
    assert "no latitude" in barrel.flag_reason
    other = read(by=replace(guessed(), event=SubEventType.OTHER))
    assert other.result.claims[2].sub_event_type is SubEventType.OTHER


@pytest.mark.parametrize(
    ("cell", "order", "day"),
    [
        ("11/03/2012", "day first", dt.date(2012, 3, 11)),
        ("11/03/2012", "month first", dt.date(2012, 11, 3)),
        ("3.11.2012", "day first", dt.date(2012, 11, 3)),
        ("2012-03-11", "month first", dt.date(2012, 3, 11)),
        ("11 March 2012", "month first", dt.date(2012, 3, 11)),
        ("2012-03-11 00:00:00", "day first", dt.date(2012, 3, 11)),
    ],
)
def test_days_are_read_in_the_order_that_the_mapping_says(
    cell: str, order: mapping.Dates, day: dt.date
) -> None:
    by = replace(guessed(), dates=order)
    dates = read(TABLE.replace("11/03/2012", cell).replace("13/03", "03/03"), by).result.claims[0].dates
    assert dates is not None
    assert dates.start == dates.end == day


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("11/03/2012", "31/02/2012", "is no day when read day first"),
        ("11/03/2012", "soon", "date 'soon' is not a date"),
        ("34,72", "94,72", "not in or near Syria"),
        (";34,72;", ";;", "latitude is missing"),
        (";45;", ";many;", "killed 'many' is not a number of people"),
        (";45;", ";99999999;", "not a number of people"),
        ("A-1;", "A-2;", "stands on line"),
    ],
)
def test_a_row_that_cannot_be_read_is_told_by_line_and_the_rest_goes_in(
    old: str, new: str, reason: str
) -> None:
    made = read(TABLE.replace(old, new, 1), replace(guessed(), event=SubEventType.OTHER))
    (fault,) = made.faults
    assert fault.startswith(("line 2: ", "line 4: "))
    assert reason in fault
    assert len(made.result.claims) == 3


def test_a_mapping_is_remembered_for_the_same_headings() -> None:
    found = importing.table_of(TABLE.encode(), "a.csv")
    changed = replace(found.mapping, name="Other name", dates="month first", event=SubEventType.OTHER)
    mapping.remember(found.headings, changed)
    again = importing.table_of(TABLE.split("\n")[0].encode() + b"\nB-1;1/1/2013;;;;;;;;;;\n", "b.csv")
    assert again.remembered
    assert again.mapping == changed
    assert not importing.table_of(TABLE.replace("Summary", "Notes").encode(), "b.csv").remembered
    (kept,) = mapping.folder().iterdir()
    kept.write_text("{", encoding="utf-8")
    assert not importing.table_of(TABLE.encode(), "a.csv").remembered  # damaged: guessed anew


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "no JSON file of a mapping"),
        ("[]", "holds no JSON object"),
        ('{"name":"x","columns":[]}', "are objects of names"),
        ('{"name":"x","columns":{"day":"Date"}}', "'day' is no field; the fields are id, date"),
        ('{"name":"x","columns":{"date":7}}', "is a heading of the table"),
        ('{"columns":{"date":"Date"}}', "'name' says what the list is called"),
        ('{"name":"x","columns":{},"dates":"year first"}', "not 'year first'"),
        ('{"name":"x","columns":{},"event":"War"}', "'War' is not one of ACLED's sub-event types"),
    ],
)
def test_a_mapping_that_is_none_is_one_clear_line(text: str, words: str) -> None:
    with pytest.raises(InputError, match=r"x\.json") as caught:
        mapping.loads(text, "x.json")
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_without_a_day_or_an_event_type_it_says_which_column_is_wanted() -> None:
    with pytest.raises(InputError, match="no column is known to give day, or first day and event type"):
        read("Town,Lat,Lon\nHoms,34.7,36.7\n")


def test_rows_without_an_id_are_known_by_what_they_say() -> None:
    row = "2012-03-11,Attack,34.7,36.7\n"
    text = f"date,event_type,lat,lon\n{row}{row}{row.replace('11', '12')}"
    made = read(text)
    assert len(made.result.claims) == 2
    assert "stands on line 2 already" in made.faults[0]
    assert [c.id for c in made.result.claims] == [c.id for c in read(text).result.claims]
    assert made.result.claims[0].id not in {c.id for c in read(text, name="Another.csv").result.claims}


def test_importing_again_brings_rows_up_to_date_by_id() -> None:
    store = Store.in_memory()
    by = replace(guessed(), event=SubEventType.OTHER)
    importing.bring_in(read(by=by), store)
    newer = read(TABLE.replace(";45;", ";52;"), by)
    assert importing.change(newer, store) == importing.Change(0, 1, 3)
    importing.bring_in(newer, store)
    assert sorted(store.frame()["killed_low"].dropna()) == [3, 52]
    assert "My list (imported)" in {entry.name for entry in store.sources()}


def test_two_lists_of_ones_own_are_two_datasets() -> None:
    store = Store.in_memory()
    by = replace(guessed(), event=SubEventType.OTHER)
    importing.bring_in(read(by=by), store)
    importing.bring_in(read(by=replace(by, name="Another list")), store)
    assert len(store.frame()) == 6
    assert {"My list (imported)", "Another list (imported)"} <= {entry.name for entry in store.sources()}


def test_a_workbook_is_read_the_same() -> None:
    book = openpyxl.Workbook()
    book.active.append(["List of incidents"])
    book.active.append(["Date", "Type", "Lat", "Lon", "Killed"])
    book.active.append([dt.datetime(2012, 3, 11), "Attack", 34.72, 36.71, 45])
    out = io.BytesIO()
    book.save(out)
    assert importing.detect(out.getvalue(), "a.xlsx") == "csv"
    made = importing.read_bytes(out.getvalue(), "a.xlsx", "csv")
    assert isinstance(made, Imported)
    (claim,) = made.result.claims
    assert claim.killed.low == 45
    assert claim.dates is not None
    assert claim.dates.start == dt.date(2012, 3, 11)


def test_our_own_plain_table_is_read_without_setting_anything() -> None:
    result = make_result()
    made = importing.read_bytes(dumps("csv", dossiers_of(result), About()), "incidents.csv", "csv")
    assert isinstance(made, Imported)
    assert made.faults == ()
    killing, bomb = made.result.incidents
    assert (killing.killed.low, killing.killed.high, bomb.killed.low) == (45, None, 1)
    assert killing.place.governorate is Governorate.HOMS
    assert set(killing.perpetrators) == {ActorCategory.MILITIA, ActorCategory.REBELS}
