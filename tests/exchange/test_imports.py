"""Rows of ACLED and UCDP GED: read as they say, never as more; what cannot be used is told by line."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incidents.errors import InputError
from incidents.exchange import acled, crosswalk, importing, large, rows
from incidents.exchange.acled_import import ACLED
from incidents.exchange.ged import GED
from incidents.exchange.rows import Dataset, Imported
from incidents.model import (
    ActorCategory,
    Casualties,
    ClaimantSide,
    DatePrecision,
    Flag,
    Governorate,
    Origin,
    Precision,
    Role,
    SubEventType,
)
from incidents.store import Store, dossiers_of
from tests.factories import HOSTILE, make_result

FILES = Path(__file__).parent / "files"
Edit = Callable[[list[dict[str, str]]], object]


def read(dataset: Dataset, edit: Edit | None = None) -> Imported:
    """The test file of a dataset, its rows changed first."""
    content = (FILES / f"{dataset.key}.csv").read_text(encoding="utf-8")
    table = list(csv.DictReader(io.StringIO(content)))
    if edit is not None:
        edit(table)
    out = io.StringIO()
    writer = csv.DictWriter(out, table[0].keys())
    writer.writeheader()
    writer.writerows(table)
    return rows.read_content(out.getvalue().encode(), f"{dataset.key}.csv", dataset, (ACLED, GED))


# --- what rows say ---


def test_acled_rows_become_claims_with_their_codes_kept() -> None:
    made = read(ACLED)
    assert (len(made.result.claims), len(made.result.incidents), made.elsewhere) == (4, 4, 1)
    assert made.faults == ()
    homs, bomb, clash, protest = made.result.claims
    assert homs.origin is Origin.IMPORT
    assert (homs.quote, homs.start, homs.end, homs.extractor) == (None, None, None, "import/acled")
    assert (homs.claimant, homs.claimant_side) == ("SOHR; SNN", ClaimantSide.MONITOR)
    assert homs.note == "On 11 March 2012, regime forces killed 45 people in Karm az Zaytoun."
    assert homs.killed == Casualties(45, None, "fatalities 45")
    assert homs.dates is not None
    assert (homs.dates.start, homs.dates.end) == (dt.date(2012, 3, 11), dt.date(2012, 3, 11))
    assert [(a.category, a.role) for a in homs.actors] == [
        (ActorCategory.GOVERNMENT, Role.INITIATOR),
        (ActorCategory.MILITIA, Role.INITIATOR),
        (ActorCategory.CIVILIANS, Role.TARGET),
    ]
    assert bomb.killed == Casualties(None, None, "0 or not reported")
    assert bomb.sub_event_type is SubEventType.REMOTE_EXPLOSIVE
    assert [a.category for a in clash.actors] == [
        ActorCategory.ISLAMIC_STATE,
        ActorCategory.SDF,
        ActorCategory.COALITION,
    ]
    assert {a.role for a in clash.actors} == {Role.PARTICIPANT}
    assert [a.category for a in protest.actors] == [ActorCategory.CIVILIANS] * 2


def test_acled_precision_is_a_radius_and_a_range_of_days() -> None:
    homs, bomb, clash, protest = (claim for claim in read(ACLED).result.claims)
    placed = [(c.place.precision, c.place.radius_km) for c in (homs, bomb, clash) if c.place]
    assert placed == [
        (Precision.SETTLEMENT, 3.0),
        (Precision.NEAR_SETTLEMENT, 10.0),
        (Precision.AREA, 50.0),
    ]
    assert bomb.place is not None
    assert bomb.place.governorate is Governorate.DARAA
    assert clash.dates is not None
    assert protest.dates is not None
    assert (clash.dates.start, clash.dates.end, clash.dates.precision) == (
        dt.date(2016, 2, 12),
        dt.date(2016, 2, 18),
        DatePrecision.WEEK,
    )
    assert (protest.dates.start, protest.dates.end, protest.dates.precision) == (
        dt.date(2019, 6, 1),
        dt.date(2019, 6, 30),
        DatePrecision.MONTH,
    )


def test_ged_rows_become_claims_with_their_ranges() -> None:
    made = read(GED)
    assert (len(made.result.claims), len(made.result.incidents), made.elsewhere) == (4, 3, 1)
    homs, rif, kamal, country = made.result.claims
    assert homs.killed == Casualties(45, 57, "low 45, best 47, high 57")
    assert homs.sub_event_type is SubEventType.ATTACK
    assert homs.victims[0].killed.low == 47
    assert [(a.category, a.role) for a in homs.actors] == [
        (ActorCategory.GOVERNMENT, Role.INITIATOR),
        (ActorCategory.CIVILIANS, Role.TARGET),
    ]
    assert (homs.claimant, "Bodies found in Homs" in homs.note) == ("Reuters", True)
    assert rif.place is not None
    assert (rif.place.place_id, rif.place.precision) == ("sy:adm1/rif-dimashq", Precision.GOVERNORATE)
    assert rif.dates is not None
    assert rif.dates.precision is DatePrecision.MONTH
    assert kamal.place is not None
    assert (kamal.place.precision, kamal.place.radius_km) == (Precision.NEAR_SETTLEMENT, 25.0)
    assert [a.category for a in kamal.actors] == [ActorCategory.ISLAMIC_STATE, ActorCategory.NUSRA]
    assert country.flags == {Flag.NO_PLACE}
    assert country.place is not None
    assert not country.place.located
    assert "country" in country.flag_reason


@pytest.mark.parametrize(("where", "precision"), [(1, "settlement"), (3, "district"), (5, "area")])
def test_ged_where_prec(where: int, precision: str) -> None:
    place = read(GED, lambda t: t[0].update(where_prec=str(where))).result.claims[0].place
    assert place is not None
    assert place.precision == precision


@pytest.mark.parametrize("where", [6, 7])
def test_a_country_and_the_sea_are_never_drawn(where: int) -> None:
    made = read(GED, lambda t: t[0].update(where_prec=str(where)))
    assert made.result.claims[0].id not in {c for i in made.result.incidents for c in i.claim_ids}


def test_the_codes_cover_all_precisions() -> None:
    assert set(crosswalk.GEO_PRECISION) == set(Precision) - {Precision.COUNTRY}
    assert {code: meant and meant[0] for code, meant in crosswalk.PLACE_OF_WHERE.items()}[
        4
    ] is Precision.GOVERNORATE
    for category in ActorCategory:
        assert crosswalk.actor_name(category)
        assert crosswalk.category_of(crosswalk.actor_name(category)) is category
    for governorate in Governorate:
        assert crosswalk.governorate_of(governorate.value) is governorate
        assert crosswalk.governorate_of(f"{crosswalk.admin1_name(governorate)} Governorate") is governorate


@pytest.mark.parametrize(
    ("name", "day", "category"),
    [
        ("Military Forces of Syria (2000-2024) Air Force", "2016-01-01", "syrian government"),
        ("Police Forces of Syria (2000-2024) Political Security", "2012-01-01", "syrian government"),
        ("Government of Syria", "2024-12-07", "syrian government"),
        ("Government of Syria", "2025-03-07", "syrian transitional government"),
        ("Military Forces of Syria (2024-)", "2025-03-07", "syrian transitional government"),
        ("Islamic State (Syria)", "2016-01-01", "islamic state"),
        ("HTS: Hayat Tahrir al Sham", "2019-01-01", "nusra front"),
        ("JTS/SNA: Syrian National Army", "2019-01-01", "rebels"),
        ("Military Forces of the United States (2017-2021)", "2019-01-01", "us-led coalition"),
        ("Government of Turkey", "2019-01-01", "turkey"),
        ("Hezbollah", "2019-01-01", "iran and allies"),
        ("Unidentified Military Forces", "2019-01-01", "unknown"),
        ("Al Bu Somebody Clan Militia (Syria)", "2019-01-01", "unknown"),
    ],
)
def test_actors_by_name(name: str, day: str, category: str) -> None:
    assert crosswalk.category_of(name, dt.date.fromisoformat(day)) == category


# --- what cannot be used ---


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"event_date": "12/03/2012"}, "event_date '12/03/2012' is not a date such as 2012-03-11"),
        ({"event_date": ""}, "event_date is missing"),
        ({"time_precision": "4"}, "time_precision '4' is not one of 1, 2, 3"),
        ({"latitude": "36.7", "longitude": "north"}, "longitude 'north' is not a number"),
        ({"latitude": "0", "longitude": "0"}, "not in or near Syria"),
        ({"geo_precision": ""}, "geo_precision '' is not one of 1, 2, 3"),
        ({"fatalities": "-1"}, "fatalities '-1' is not a number of people"),
        ({"fatalities": "a few"}, "fatalities 'a few' is not a number of people"),
        ({"sub_event_type": "War"}, "sub_event_type 'War' is not one of ACLED's"),
        ({"event_type": "Riots"}, "belongs to 'Violence against civilians', not 'Riots'"),
        ({"event_id_cnty": ""}, "event_id_cnty is missing"),
        ({"event_id_cnty": "SYR102"}, "stands on line"),
    ],
)
def test_a_row_that_cannot_be_used_is_told_and_the_rest_goes_in(change: dict[str, str], reason: str) -> None:
    made = read(ACLED, lambda table: table[0].update(change))
    (fault,) = made.faults
    assert fault.startswith("line ")
    assert reason in fault
    assert len(made.result.claims) == 3


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"date_start": "2012-04-01"}, "before date_start"),
        ({"low": "50", "high": "40"}, "are not in order"),
        ({"type_of_violence": "9"}, "type_of_violence '9'"),
        ({"date_prec": "0"}, "date_prec '0'"),
    ],
)
def test_ged_rows_that_cannot_be_used(change: dict[str, str], reason: str) -> None:
    (fault,) = read(GED, lambda table: table[0].update(change)).faults
    assert reason in fault


def one_line(content: bytes, dataset: Dataset = ACLED) -> str:
    with pytest.raises(InputError) as caught:
        rows.read_content(content, "file.csv", dataset, (ACLED, GED))
    message = str(caught.value)
    assert "\n" not in message
    assert len(message) < 500
    return message


def test_files_that_are_something_else_are_one_clear_line() -> None:
    ged, both = (FILES / "ged.csv").read_bytes(), (FILES / "acled.csv").read_bytes()
    assert "(--format ged)" in one_line(ged, ACLED)
    assert "(--format acled)" in one_line(both, GED)
    assert "lacks columns of ACLED: event_id_cnty, event_date" in one_line(b"a,b\n1,2\n")
    assert "lacks columns of ACLED: geo_precision;" in one_line(both.replace(b",geo_precision,", b",other,"))
    assert "empty" in one_line(b"  \n")
    assert "no row on Syria" in one_line(both.split(b"\n")[0] + b"\n")
    assert "no row on Syria" in one_line(b"\n".join([both.split(b"\n")[0], both.split(b"\n")[5]]))
    assert one_line(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4)


def test_missing_and_empty_files_are_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_bytes(b"")
    for path, words in (
        (tmp_path / "no.csv", "no file"),
        (tmp_path / "empty.csv", "empty"),
        (tmp_path, "folder"),
    ):
        with pytest.raises(InputError, match=words):
            importing.read_file(path, "acled")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_that_excel_writes(encoding: str) -> None:
    text = (FILES / "acled.csv").read_text(encoding="utf-8").replace("Karm az Zaytoun.", "Karm az Zaytoûn.")
    made = rows.read_content(text.encode(encoding), "a.csv", ACLED)
    assert made.result.claims[0].note.endswith("Karm az Zaytoûn.")
    assert any("Windows-1252" in note for note in made.notes) is (encoding == "cp1252")


def test_semicolons_and_workbooks(tmp_path: Path) -> None:
    import openpyxl

    table = list(csv.reader((FILES / "acled.csv").open(encoding="utf-8")))
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(table)
    assert len(rows.read_content(out.getvalue().encode(), "a.csv", ACLED).result.claims) == 4
    book = openpyxl.Workbook()
    for row in table:
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    assert len(importing.read_file(tmp_path / "a.xlsx", "acled").result.claims) == 4


@pytest.mark.parametrize("packed", [True, False])
def test_files_of_the_whole_world_and_zipped_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, packed: bool
) -> None:
    text = (FILES / "ged.csv").read_text(encoding="utf-8").split("\n")
    many = [text[0], *[text[5]] * 3, text[1], '206,"two\nlines",' + text[5].split(",", 2)[2], *text[2:4]]
    broken = text[4].replace(",6,Syria,", ",9,Syria,")
    path = tmp_path / "ged241.csv"
    path.write_text("\n".join([*many, broken]) + "\n", encoding="utf-8")
    if packed:
        with zipfile.ZipFile(tmp_path / "ged241-csv.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(path, path.name)
        path = tmp_path / "ged241-csv.zip"
    else:
        monkeypatch.setattr(large, "SMALL", 100)
    made = importing.read_file(path, "ged")
    assert (len(made.result.claims), made.elsewhere) == (3, 4)
    assert "8 rows of UCDP GED" in made.result.document.text
    (fault,) = made.faults
    assert fault.startswith("line 10: where_prec '9'")
    assert [c.id for c in made.result.claims] == [c.id for c in read(GED).result.claims[:3]]


def test_zip_files_of_something_else(tmp_path: Path) -> None:
    for name, files in (("none.zip", ["a.txt"]), ("two.zip", ["a.csv", "b.csv"])):
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            for file in files:
                archive.writestr(file, "country\nSyria\n")
        with pytest.raises(InputError, match="CSV files: unpack it"):
            importing.read_file(tmp_path / name, "ged")


def test_hostile_words_stay_words() -> None:
    words = {"notes": HOSTILE, "location": HOSTILE, "source": HOSTILE, "actor1": HOSTILE}
    made = read(ACLED, lambda table: table[0].update(words))
    claim = made.result.claims[0]
    assert "<img src=x onerror=alert(1)>" in claim.note
    assert claim.actors[0].category is ActorCategory.UNKNOWN


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.data())
def test_any_cell_gives_a_claim_or_a_reason(data: st.DataObject) -> None:
    column = data.draw(st.sampled_from([*ACLED.required, "source", "notes", "actor1", "admin1", "country"]))
    text = data.draw(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30))
    made = read(ACLED, lambda table: table[0].update({column: text}))
    assert len(made.result.claims) + len(made.faults) + made.elsewhere == 5


# --- again, and beside reports ---


def test_a_row_stands_once_as_the_last_file_tells_it() -> None:
    store = Store.in_memory()
    first = read(ACLED)
    outcome, known = store.add_import(first.result)
    assert (outcome.n_incidents, known) == (4, 0)
    assert store.add_import(first.result)[1] == 4
    assert len(store.frame()) == 4
    newer = read(ACLED, lambda t: (t[0].update(fatalities="52"), t.pop(1)))
    assert store.add_import(newer.result)[1] == 3
    frame = store.frame().set_index("id")
    assert len(frame) == 4  # the row that only the first file holds stays
    assert set(frame["killed_low"].dropna()) == {52, 12}
    assert {i.id for i in first.result.incidents} == set(frame.index)
    assert store.add_import(first.result)[1] == 4
    assert set(store.frame()["killed_low"].dropna()) == {45, 12}


def test_what_stood_before_an_import_still_stands_at_its_moment() -> None:
    store = Store.in_memory()
    store.add_import(read(ACLED).result)
    moment = dt.datetime.now(dt.UTC)
    store.add_import(read(ACLED, lambda t: t[0].update(fatalities="52")).result)
    assert 45 in set(store.frame(as_of=moment)["killed_low"].dropna())
    assert 52 in set(store.frame()["killed_low"].dropna())


@pytest.mark.parametrize("imported_first", [True, False])
def test_rows_are_proposed_beside_reports_and_never_joined(imported_first: bool) -> None:
    store = Store.in_memory()
    steps = [lambda: store.add_import(read(ACLED).result), lambda: store.add(make_result())]
    for step in steps if imported_first else reversed(steps):
        step()
    assert len(store.frame()) == 6
    assert set(store.frame()["n_documents"]) == {1}
    proposed = store.proposals()
    assert proposed
    pair = proposed[0]
    store.join(*(store.incident(i).claim_ids for i in (pair.left, pair.right)), by="AB")  # type: ignore[union-attr]
    assert len(store.frame()) == 5


def test_two_datasets_are_proposed_and_rows_of_one_never() -> None:
    store = Store.in_memory()
    store.add_import(read(ACLED).result)
    twice = read(ACLED, lambda t: [row.update(event_id_cnty=row["event_id_cnty"] + "0") for row in t])
    store.add_import(twice.result)
    assert (len(store.frame()), store.proposals()) == (8, [])
    store.add_import(read(GED).result)
    assert len(store.frame()) == 11
    assert store.proposals()


# --- both ways ---


def test_our_acled_table_comes_back_the_same() -> None:
    samples = Store.samples()
    before = samples.frame()
    made = rows.read_content(acled.dumps(samples.dossiers(before["id"].tolist())), "ours.csv", ACLED)
    assert made.faults == ()
    store = Store.in_memory()
    store.add_import(made.result)
    after = store.frame()
    same = "place place_id governorate precision radius_km date_start date_end date_precision date_kind event_type"
    for column in (*same.split(), "sub_event_type", "killed_low"):
        one, other = (frame[column].astype(object).fillna("-").tolist() for frame in (before, after))
        assert one == other, column
    assert (before["lat"] - after["lat"]).abs().max() < 0.006  # decimals of an area
    # In a battle ACLED's order of actors says nothing of who began; where one side acts, it stays the one that did.
    one_sided = (
        before["event_type"].isin(["Explosions/Remote violence", "Violence against civilians"]).to_numpy()
    )
    pairs = zip(before["perpetrators"][one_sided], after["perpetrators"][one_sided], strict=True)
    assert [(a, b) for a, b in pairs if set(a) != set(b)] == []


def test_acleds_own_columns_alone_keep_places_days_types_and_low_counts() -> None:
    result = make_result()
    content = acled.dumps(dossiers_of(result)).decode("utf-8-sig")
    table = list(csv.reader(io.StringIO(content)))
    out = io.StringIO()
    csv.writer(out).writerows([row[:31] for row in table])
    made = rows.read_content(out.getvalue().encode(), "ours.csv", ACLED)
    killing, bomb = made.result.incidents
    assert (killing.killed.low, bomb.killed.low) == (45, 1)
    assert killing.sub_event_type is SubEventType.ATTACK
    assert killing.dates is not None
    assert killing.dates.start <= result.incidents[0].dates.start <= killing.dates.end  # type: ignore[union-attr]
    assert killing.place.lat == pytest.approx(34.7222)
