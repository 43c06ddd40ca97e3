"""The ACLED-shaped table: its columns, how our incidents stand in them, and that nothing in it runs."""

from __future__ import annotations

import csv as reader
import datetime as dt
import io
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.exchange import acled, cells, crosswalk
from incidents.exchange.about import About
from incidents.model import (
    Actor,
    ActorCategory,
    DatePrecision,
    DateRange,
    EventType,
    ReportResult,
    Role,
    SubEventType,
)
from incidents.store import dossiers_of
from tests.factories import HOSTILE, TEXT, UNLOCATED, make_claim, make_document, make_incident, make_result

HEADER = (
    "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,assoc_actor_1,inter1,"
    "actor2,assoc_actor_2,inter2,interaction,civilian_targeting,iso,region,country,admin1,admin2,admin3,location,"
    "latitude,longitude,geo_precision,source,source_scale,notes,fatalities,tags,timestamp,date_start,date_end,"
    "date_precision,date_kind,place_id,precision,radius_km,fatalities_reported,fatalities_best,fatalities_high,"
    "fatalities_rule,wounded_low,wounded_best,wounded_high,perpetrators,actors_as_written,contested,contested_reason,"
    "corroboration,confidence,review,review_note,claimants,quotes,reports,n_claims,n_documents,sample"
)
GOLDEN = """\
,2012-03-11,2012,2,Political violence,Violence against civilians,Attack,NDF: National Defense Forces,\
Opposition Rebels (Syria),Political militia,Civilians (Syria),,Civilians,Political militia-Civilians,\
Civilian targeting,760,Middle East,Syria,Homs,,,"Karm al-Zeitoun, Homs",34.7222,36.7351,1,Wire,,activists: At least 45 \
women and children | State media: State media said armed groups had killed them,45,,1700000000,2012-03-11,2012-03-12,\
day,uncertain,sy:homs/karm-al-zeitoun,neighbourhood,0.6,yes,45,,one source,,,,pro-government militia; rebels,\
shabbiha militiamen; armed groups,yes,the government side is blamed by activists; the opposition side is blamed by \
State media,conflicting,medium,unreviewed,,activists | State media,At least 45 women and children | State media said \
armed groups had killed them,"Wire, Massacre in Homs, 2012-03-12",2,1,no
,2012-03-11,2012,2,Political violence,Explosions/Remote violence,Remote explosive/landmine/IED,,,,,,,,,760,\
Middle East,Syria,Dar'a,,,Daraa,32.6189,36.1021,1,Wire,,activists: In Deraa a car bomb killed one schoolgirl and \
wounded 25 others,1,,1700000000,2012-03-11,2012-03-12,day,uncertain,gn:170905,settlement,3.0,yes,1,1,one source,25,\
25,25,,,no,,single,medium,unreviewed,,activists,In Deraa a car bomb killed one schoolgirl and wounded 25 others,\
"Wire, Massacre in Homs, 2012-03-12",1,1,no
"""
MOMENT = dt.datetime.fromtimestamp(1_700_000_000, dt.UTC)


def table(result: ReportResult) -> list[dict[str, str]]:
    text = acled.dumps(dossiers_of(result)).decode("utf-8-sig")
    return list(reader.DictReader(io.StringIO(text, newline="")))


def one(**fields: object) -> dict[str, str]:
    result = make_result()
    return table(replace(result, incidents=(replace(result.incidents[0], **fields),)))[0]


def test_the_header_is_acleds_31_columns_then_ours() -> None:
    made = acled.dumps(dossiers_of(make_result()), as_of=MOMENT).decode("utf-8-sig")
    lines = made.split("\r\n")
    assert lines[0] == HEADER
    assert len(acled.STANDARD) == 31
    ids = [incident.id for incident in make_result().incidents]
    golden = [f"{own}{line}" for own, line in zip(ids, GOLDEN.splitlines(), strict=True)]
    assert lines[1:3] == golden


def test_pandas_reads_it_with_acleds_types() -> None:
    frame = pd.read_csv(io.BytesIO(acled.dumps(dossiers_of(make_result()), as_of=MOMENT)))
    assert frame["fatalities"].tolist() == [45, 1]
    assert frame["fatalities"].dtype.kind == "i"
    assert frame["time_precision"].tolist() == [2, 2]
    assert pd.to_datetime(frame["event_date"]).dt.year.tolist() == frame["year"].tolist()


def test_the_readme_explains_every_column_and_says_what_the_file_is() -> None:
    about = About(MOMENT, "?v=1&type=any")
    text = acled.readme("incidents.csv", about).decode()
    assert "link: ?v=1&type=any" in text
    assert "as of: 2023-11-14T22:13:20+00:00" in text
    assert "licence: " in text
    assert "best figure: middle" in text
    assert "left out: nobody's claims" in text
    assert [line.split(": ")[0] for line in text.split("Columns\r\n\r\n")[1].splitlines()] == HEADER.split(
        ","
    )


def test_what_nobody_reports_is_a_zero_that_says_so() -> None:
    result = make_result()
    row = one(killed=replace(result.incidents[0].killed, low=None, best=None, high=None))
    assert (row["fatalities"], row["fatalities_reported"], row["fatalities_best"]) == ("0", "no", "")


def test_undated_and_unlocated_incidents_have_empty_cells() -> None:
    row = one(dates=None, place=UNLOCATED)
    empty = [
        "event_date",
        "year",
        "time_precision",
        "latitude",
        "longitude",
        "geo_precision",
        "admin1",
        "radius_km",
    ]
    assert [row[name] for name in empty] == [""] * len(empty)
    assert row["location"] == "Tel Nowhere"


@pytest.mark.parametrize(
    ("days", "precision", "code"),
    [(0, "day", 1), (1, "day", 2), (6, "week", 2), (29, "month", 3), (364, "year", 3)],
)
def test_time_precision(days: int, precision: str, code: int) -> None:
    start = dt.date(2012, 3, 11)
    assert (
        crosswalk.time_precision(DateRange(start, start + dt.timedelta(days), DatePrecision(precision)))
        == code
    )


def test_sides_and_interaction() -> None:
    government = Actor("troops", ActorCategory.GOVERNMENT, Role.INITIATOR)
    russia = Actor("jets", ActorCategory.RUSSIA, Role.INITIATOR)
    rebels = Actor("rebels", ActorCategory.REBELS, Role.TARGET)
    row = one(
        event_type=EventType.EXPLOSIONS,
        sub_event_type=SubEventType.AIR_STRIKE,
        actors=(government, russia, rebels),
        perpetrators=(ActorCategory.GOVERNMENT, ActorCategory.RUSSIA),
    )
    assert (row["actor1"], row["assoc_actor_1"]) == (
        "Military Forces of Syria (2000-2024)",
        "Military Forces of Russia (2000-)",
    )
    assert (row["inter1"], row["inter2"], row["interaction"]) == (
        "State forces",
        "Rebel group",
        "State forces-Rebel group",
    )
    assert row["civilian_targeting"] == ""
    march = one(
        event_type=EventType.PROTESTS,
        sub_event_type=SubEventType.PEACEFUL_PROTEST,
        actors=(),
        perpetrators=(),
    )
    assert (march["actor1"], march["interaction"]) == ("Protesters (Syria)", "Protesters only")
    assert march["disorder_type"] == "Demonstrations"
    force = one(
        event_type=EventType.PROTESTS,
        sub_event_type=SubEventType.EXCESSIVE_FORCE,
        perpetrators=(ActorCategory.GOVERNMENT,),
    )
    assert (force["actor2"], force["civilian_targeting"]) == (
        "Military Forces of Syria (2000-2024)",
        "Civilian targeting",
    )
    assert force["disorder_type"] == "Political violence; Demonstrations"


def hostile_row(words: str) -> dict[str, str]:
    document = make_document(f"{TEXT} {words}", title=words, publisher=words, ref=words)
    claim = make_claim(
        document,
        words,
        claimant=words,
        actors=(Actor(words, ActorCategory.REBELS, Role.INITIATOR),),
        place=replace(UNLOCATED, mention=words),
    )
    (row,) = table(ReportResult(document, (claim,), (make_incident((claim,), contested_reason=words),)))
    return row


def test_hostile_words_in_every_field_stay_in_their_cells() -> None:
    row = hostile_row(HOSTILE)
    assert list(row) == HEADER.split(",")
    assert row["location"] == HOSTILE


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40).filter(str.strip))
def test_no_cell_starts_a_formula_or_a_new_line(words: str) -> None:
    for cell in hostile_row(words).values():
        assert not cell.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
        assert not any(ord(sign) < 0x20 for sign in cell)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40))
def test_what_was_made_safe_can_be_read_back(words: str) -> None:
    if not (words.startswith("'") and cells.FORMULA.match(words[1:])):
        assert cells.uncell(cells.cell(words)) == words
