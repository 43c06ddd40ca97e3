"""Filters, the selection they make, the timeline, and the links that carry them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incidents.model import (
    Actor,
    ActorCategory,
    Band,
    CasualtyEstimate,
    ClaimantSide,
    Corroboration,
    DatePrecision,
    DateRange,
    EventType,
    Governorate,
    Incident,
    Precision,
    ResolvedPlace,
    ReviewStatus,
    Role,
    SubEventType,
)
from incidents.query import (
    ACTOR_CODES,
    EVENT_TYPE_CODES,
    FRAME_COLUMNS,
    GOVERNORATE_CODES,
    LINK_VERSION,
    SUB_EVENT_TYPE_CODES,
    Box,
    Filters,
    FrameIndex,
    LinkState,
    Rules,
    View,
    facets,
    from_params,
    histogram,
    mask,
    single,
    to_frame,
    to_params,
)
from incidents.query.links import UPGRADES, upgraded
from incidents.rules import BestFigure, NumberWords
from tests.factories import DARAA, HOMS, HOSTILE, UNLOCATED, make_result, random_incidents

INCIDENTS = random_incidents(400, seed=7)
FRAME = to_frame(INCIDENTS, samples=False)
FOUND = {incident.id for number, incident in enumerate(INCIDENTS) if number % 3}
INDEX = FrameIndex(FRAME).narrowed(FRAME["id"].isin(FOUND).to_numpy(dtype=bool))


def one(**fields: object) -> Incident:
    return replace(make_result().incidents[0], **fields)


def matches(incident: Incident, **filters: object) -> bool:
    return bool(mask(to_frame([incident], samples=False), Filters(**filters))[0])


# --- the table ---


def test_frame_has_one_row_per_incident_and_the_documented_columns() -> None:
    incidents = make_result().incidents
    frame = to_frame(incidents, samples=True)
    assert tuple(frame.columns) == FRAME_COLUMNS
    assert list(frame["id"]) == [incident.id for incident in incidents]
    killing = frame.iloc[0]
    assert killing["perpetrators"] == ("pro-government militia", "rebels")
    assert (killing["killed_low"], killing["contested"], killing["sample"]) == (45, True, True)
    assert killing["killed_high"] is pd.NA
    assert killing["date_start"] == pd.Timestamp("2012-03-11")
    assert frame["date_start"].dtype == "datetime64[s]"
    assert frame["killed_best"].dtype == "Int32"


def test_frame_of_nothing_has_the_same_columns_and_types() -> None:
    empty, full = to_frame([], samples=False), FRAME
    assert list(empty.dtypes) == list(full.dtypes)
    assert len(mask(empty, Filters(contested="yes", actors=frozenset({ActorCategory.RUSSIA})))) == 0


def test_unlocated_and_undated_are_missing_values_not_zeros() -> None:
    row = to_frame([one(place=UNLOCATED, dates=None)], samples=False).iloc[0]
    assert np.isnan(row["lat"])
    assert np.isnan(row["radius_km"])
    assert row["date_start"] is pd.NaT
    assert row["place"] == "Tel Nowhere"
    assert row["governorate"] is None


# --- filters ---


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ((2012, 3, 9), (2012, 3, 10), False),
        ((2012, 3, 9), (2012, 3, 11), True),
        ((2012, 3, 12), (2012, 3, 20), True),
        ((2012, 3, 13), (2012, 3, 20), False),
        ((2012, 3, 1), (2012, 3, 31), True),
    ],
)
def test_a_window_matches_what_it_overlaps(
    start: tuple[int, int, int], end: tuple[int, int, int], expected: bool
) -> None:
    incident = one(dates=DateRange(dt.date(2012, 3, 11), dt.date(2012, 3, 12)))
    assert matches(incident, date_from=dt.date(*start), date_to=dt.date(*end)) is expected


def test_undated_incidents_are_shown_unless_left_out() -> None:
    undated = one(dates=None)
    assert matches(undated)
    assert matches(undated, date_from=dt.date(2012, 1, 1))
    assert not matches(undated, include_undated=False)


def test_actor_filter_reads_actors_and_perpetrators() -> None:
    target = Actor("rebels", ActorCategory.REBELS, Role.TARGET)
    incident = one(actors=(target,), perpetrators=(ActorCategory.GOVERNMENT,))
    assert matches(incident, actors=frozenset({ActorCategory.REBELS}))
    assert matches(incident, actors=frozenset({ActorCategory.GOVERNMENT, ActorCategory.TURKEY}))
    assert not matches(incident, actors=frozenset({ActorCategory.TURKEY}))


def test_a_point_that_stands_for_the_country_is_not_located() -> None:
    country = replace(HOMS, precision=Precision.COUNTRY)
    assert matches(one(place=HOMS), located="yes")
    assert matches(one(place=country), located="no")
    assert matches(one(place=UNLOCATED), located="no")


def test_killed_min_needs_a_figure() -> None:
    assert matches(one(killed=CasualtyEstimate(3, 7, 9)), killed_min=7)
    assert not matches(one(killed=CasualtyEstimate(3, 7, 9)), killed_min=8)
    assert not matches(one(killed=CasualtyEstimate()), killed_min=0)
    assert matches(one(killed=CasualtyEstimate(0, 0, 0)), killed_min=0)


def test_governorate_and_types() -> None:
    assert matches(one(place=DARAA), governorates=frozenset({Governorate.DARAA, Governorate.HOMS}))
    assert not matches(one(place=UNLOCATED), governorates=frozenset(Governorate))
    assert not matches(one(), event_types=frozenset({EventType.BATTLES}))
    assert matches(one(), sub_event_types=frozenset({SubEventType.ATTACK}))


DATES = st.dates(dt.date(2010, 1, 1), dt.date(2026, 1, 1))
YES_NO = st.sampled_from(["any", "yes", "no"])


PLACES = [
    "gn:1",
    "gn:169577",
    "sy:homs/karm-al-zeitoun",
    "sy:adm2/homs/homs",
    "sy:adm3/idlib/salqin",
    "user:none",
]


def few(values: Iterable[Any]) -> st.SearchStrategy[frozenset[Any]]:
    """Mostly nothing, so that filters together still leave something."""
    return st.just(frozenset()) | st.frozensets(st.sampled_from(list(values)), max_size=4)


def _box(west: float, south: float, wide: float, high: float) -> Box:
    return Box(west, south, min(180, west + wide), min(90, south + high))


BOXES = st.builds(
    _box,
    st.floats(34, 42) | st.floats(-180, 179),
    st.floats(31, 38) | st.floats(-90, 89),
    st.floats(0.001, 4),
    st.floats(0.001, 4),
)


@st.composite
def filters(draw: st.DrawFn) -> Filters:
    first, last = draw(st.none() | DATES), draw(st.none() | DATES)
    if first and last and first > last:
        first, last = last, first
    low, high = draw(st.none() | st.integers(0, 50)), draw(st.none() | st.integers(0, 50))
    if low is not None and high is not None and low > high:
        low, high = high, low
    return Filters(
        event_types=draw(st.frozensets(st.sampled_from(EventType))),
        sub_event_types=draw(st.frozensets(st.sampled_from(SubEventType))),
        governorates=draw(st.frozensets(st.sampled_from(Governorate))),
        actors=draw(st.frozensets(st.sampled_from(ActorCategory))),
        contested=draw(YES_NO),
        date_from=first,
        date_to=last,
        include_undated=draw(st.booleans()),
        located=draw(YES_NO),
        killed_min=low,
        killed_max=high,
        killed=draw(st.sampled_from(["any", "some", "none", "silent"])),
        accusers=draw(few(ClaimantSide)),
        sides=draw(few(ClaimantSide)),
        sources=draw(few([f"src-{n:016x}" for n in range(7)])),
        corroborations=draw(few(Corroboration)),
        precisions=draw(few(Precision)),
        bands=draw(few(Band)),
        reviews=draw(few(ReviewStatus)),
        places=draw(few(PLACES)),
        box=draw(st.none() | st.none() | BOXES),
        words=draw(st.sampled_from(["", "", 'قصف "car bomb"', "an-Nu‘mān 45"])),
        words_in=draw(st.sampled_from(["told", "reports"])),
    )


def in_box(place: ResolvedPlace, box: Box) -> bool:
    assert place.lat is not None
    assert place.lon is not None
    return box.west <= place.lon <= box.east and box.south <= place.lat <= box.north


def by_hand(incident: Incident, chosen: Filters) -> bool:
    """The same rules over the incident itself, one at a time."""
    involved = {actor.category for actor in incident.actors} | set(incident.perpetrators)
    drawn = incident.place.located and incident.place.precision is not Precision.COUNTRY
    if incident.dates is None:
        in_time = chosen.include_undated
    else:
        in_time = (chosen.date_from is None or incident.dates.end >= chosen.date_from) and (
            chosen.date_to is None or incident.dates.start <= chosen.date_to
        )
    place, killed = incident.place, incident.killed.best
    anywhere = not (chosen.governorates or chosen.places)
    holders = {place.place_id, place.city_id, place.subdistrict_id, place.district_id}
    if chosen.accusers:
        wanted = chosen.actors or set(ActorCategory)
        who = any(a.side in chosen.accusers and a.category in wanted for a in incident.accusations)
    else:
        who = not chosen.actors or bool(involved & chosen.actors)
    told = {"any": True, "some": bool(killed), "none": killed == 0, "silent": killed is None}
    return (
        (not chosen.event_types or incident.event_type in chosen.event_types)
        and (not chosen.sub_event_types or incident.sub_event_type in chosen.sub_event_types)
        and (anywhere or place.governorate in chosen.governorates or bool(holders & chosen.places))
        and who
        and (not chosen.sides or bool(set(incident.sides) & chosen.sides))
        and (not chosen.sources or bool(set(incident.source_ids) & chosen.sources))
        and (not chosen.corroborations or incident.corroboration in chosen.corroborations)
        and (not chosen.precisions or place.precision in chosen.precisions)
        and (not chosen.bands or incident.confidence in chosen.bands)
        and incident.review in (chosen.reviews or set(ReviewStatus) - {ReviewStatus.REJECTED})
        and (chosen.contested == "any" or incident.contested == (chosen.contested == "yes"))
        and (chosen.box is None or (drawn and in_box(place, chosen.box)))
        and (chosen.located == "any" or drawn == (chosen.located == "yes"))
        and in_time
        and (not chosen.words or incident.id in FOUND)
        and told[chosen.killed]
        and (chosen.killed_min is None or (killed is not None and killed >= chosen.killed_min))
        and (chosen.killed_max is None or (killed is not None and killed <= chosen.killed_max))
    )


@given(filters())
def test_mask_agrees_with_the_rules_applied_one_by_one(chosen: Filters) -> None:
    assert mask(INDEX, chosen).tolist() == [by_hand(incident, chosen) for incident in INCIDENTS]


@settings(deadline=None)
@given(filters())
def test_what_a_choice_would_show_is_what_it_shows(chosen: Filters) -> None:
    told = facets(INDEX, chosen)
    cases: list[tuple[str, Iterable[Any], Mapping[Any, int]]] = [
        ("event_types", EventType, told.event_types),
        ("governorates", Governorate, told.governorates),
        ("actors", ActorCategory, told.actors),
        ("accusers", ClaimantSide, told.accusers),
        ("sides", ClaimantSide, told.sides),
        ("sources", [f"src-{n:016x}" for n in range(7)], told.sources),
        ("corroborations", Corroboration, told.corroborations),
        ("precisions", Precision, told.precisions),
        ("bands", Band, told.bands),
        ("reviews", ReviewStatus, told.reviews),
        ("places", PLACES, told.places),
    ]
    alone = {
        "event_types": {"sub_event_types": frozenset()},
        "governorates": {"places": frozenset()},
        "places": {"governorates": frozenset()},
        "actors": {"accusers": frozenset()},
    }
    for name, values, counts in cases:
        for value in list(values)[:4]:
            only = replace(chosen, **{name: frozenset({value}), **alone.get(name, {})})
            assert counts.get(value, 0) == mask(INDEX, only).sum(), (name, value)
    assert told.contested[True] == mask(INDEX, replace(chosen, contested="yes")).sum()


def test_a_district_holds_what_lies_in_it() -> None:
    homs = one(place=replace(HOMS, district_id="sy:adm2/homs/homs", subdistrict_id="sy:adm3/homs/homs"))
    assert matches(homs, places=frozenset({"sy:adm2/homs/homs"}))
    assert matches(homs, places=frozenset({"sy:adm3/homs/homs", "gn:1"}))
    assert not matches(homs, places=frozenset({"sy:adm2/idlib/harim"}))


def test_a_city_holds_its_neighbourhoods() -> None:
    homs = one(place=replace(HOMS, city_id="gn:169577"))
    assert matches(homs, places=frozenset({"gn:169577"}))
    assert matches(homs, places=frozenset({"sy:homs/karm-al-zeitoun"}))
    assert not matches(homs, places=frozenset({"gn:170905"}))


def test_not_reported_is_apart_from_none() -> None:
    silent, none = one(killed=CasualtyEstimate()), one(killed=CasualtyEstimate(0, 0, 0))
    assert matches(silent, killed="silent")
    assert not matches(silent, killed="none")
    assert matches(none, killed="none")
    assert not matches(none, killed="silent")
    assert not matches(silent, killed_max=5)


def test_mask_of_many_copies_is_the_mask_of_each() -> None:
    frame = pd.concat([FRAME] * 250, ignore_index=True)
    index = FrameIndex(frame)
    chosen = Filters(
        event_types=frozenset({EventType.BATTLES, EventType.EXPLOSIONS}),
        governorates=frozenset({Governorate.HOMS, Governorate.IDLIB}),
        actors=frozenset({ActorCategory.REBELS}),
        contested="no",
        date_from=dt.date(2012, 1, 1),
        date_to=dt.date(2016, 1, 1),
        located="yes",
        killed_min=1,
    )
    once = mask(FrameIndex(FRAME), chosen)
    assert (mask(index, chosen).reshape(250, -1) == once).all()


# --- timeline ---


@given(filters(), st.none() | st.sampled_from(["day", "week", "month", "year"]))
def test_histogram_counts_every_dated_incident_once(chosen: Filters, unit: str | None) -> None:
    shown = mask(INDEX, chosen)
    bars = histogram(INDEX, shown, unit)
    assert bars["count"].sum() == (shown & FRAME["date_start"].notna().to_numpy()).sum()
    assert not bars.duplicated(["bin_start", "event_type"]).any()
    assert (bars["bin_start"] <= bars["bin_end"]).all()


def test_histogram_bins_are_calendar_weeks_months_and_years() -> None:
    days = [dt.date(2012, 2, 28), dt.date(2012, 2, 29), dt.date(2012, 3, 1)]
    frame = to_frame([one(dates=DateRange(day, day)) for day in days], samples=False)
    every = np.ones(3, dtype=bool)
    months = histogram(frame, every, "month")
    assert months["bin_start"].dt.date.tolist() == [dt.date(2012, 2, 1), dt.date(2012, 3, 1)]
    assert months["bin_end"].dt.date.tolist() == [dt.date(2012, 2, 29), dt.date(2012, 3, 31)]
    assert months["count"].tolist() == [2, 1]
    weeks = histogram(frame, every, "week")
    assert weeks["bin_start"].dt.date.tolist() == [dt.date(2012, 2, 27)]  # a Monday
    assert weeks["bin_end"].dt.date.tolist() == [dt.date(2012, 3, 4)]
    years = histogram(frame, every, "year")
    assert years["bin_end"].dt.date.tolist() == [dt.date(2012, 12, 31)]


@pytest.mark.parametrize(
    ("span", "unit"), [(0, "day"), (99, "day"), (365, "week"), (3000, "month"), (9000, "year")]
)
def test_histogram_width_follows_the_range(span: int, unit: str) -> None:
    first = dt.date(2001, 3, 15)
    days = [first, first + dt.timedelta(days=span)]
    frame = to_frame([one(dates=DateRange(day, day, DatePrecision.DAY)) for day in days], samples=False)
    assert set(histogram(frame, np.ones(2, dtype=bool))["unit"]) == {unit}


# --- links ---

VIEWS = st.builds(
    View,
    lat=st.floats(-90, 90).map(lambda x: round(x, 5) + 0.0),
    lon=st.floats(-180, 180).map(lambda x: round(x, 5) + 0.0),
    zoom=st.floats(0, 18).map(lambda x: round(x, 2)),
)
STATES = st.builds(
    LinkState,
    filters=filters(),
    rules=st.builds(
        Rules,
        best=st.sampled_from(BestFigure),
        numbers=st.sampled_from(NumberWords),
        without=st.frozensets(st.from_regex(r"(src|doc)-[0-9a-f]{16}", fullmatch=True), max_size=3),
    ),
    view=st.none() | VIEWS,
    map_mode=st.sampled_from(["points", "governorates", "districts"]),
    measure=st.sampled_from(["incidents", "killed"]),
    selected=st.none() | st.from_regex(r"inc-[0-9a-f]{16}", fullmatch=True),
    as_of=st.none()
    | st.datetimes(dt.datetime(2000, 1, 1), dt.datetime(2099, 1, 1), timezones=st.just(dt.UTC)),
)


@given(STATES)
def test_a_link_gives_back_what_it_was_made_from(state: LinkState) -> None:
    assert from_params(to_params(state)) == (state, [])


@given(STATES)
def test_a_link_holds_every_value_and_no_free_text(state: LinkState) -> None:
    params = to_params(state)
    assert list(params) == list(to_params(LinkState()))
    words = params.pop("q")
    assert words == (state.filters.words or "-")
    for value in params.values():
        assert value
        assert set(value) <= set("abcdefghijklmnopqrstuvwxyzTZ0123456789,.:-/")


NAMES = st.sampled_from([*to_params(LinkState()), "q", "embed"])


@given(
    st.dictionaries(
        NAMES, st.text(max_size=40) | st.sampled_from([HOSTILE, "any", "1", "-1", "inc-", "NaN,1,2"])
    )
)
def test_any_link_is_read_without_an_error(params: dict[str, str]) -> None:
    state, notes = from_params(params)
    assert from_params(to_params(state)) == (state, [])
    for note in notes:
        assert "__globals__" not in note


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("type", "battles,wars"),
        ("type", ""),
        ("gov", HOSTILE),
        ("contested", "maybe"),
        ("from", "2012-02-30"),
        ("from", "20120301"),
        ("from", "٢٠١٢-٠٣-٠١"),
        ("to", "0001-01-01"),
        ("killed", "-5"),
        ("killed", "99999999999999999999"),
        ("view", "91,0,5"),
        ("view", "nan,0,5"),
        ("view", "1e1,0,5"),
        ("view", "34,36"),
        ("sel", "inc-0123456789abcdeg"),
        ("sel", "inc-0123456789abcdef\n"),
        ("asof", "2012-03-12T10:00:00"),
        ("asof", "2012-13-12T10:00:00Z"),
        ("undated", "any"),
        ("side", "everyone"),
        ("source", "src-1"),
        ("source", "src-0123456789abcdef,"),
        ("place", "homs"),
        ("place", "javascript:alert(1)"),
        ("place", "gn:"),
        ("place", HOSTILE),
        ("toll", "many"),
        ("best", "mine"),
        ("numbers", "roman"),
        ("without", "inc-0123456789abcdef"),
        ("prec", "exact"),
        ("conf", "sure"),
        ("box", ""),
        ("box", "36,33,37"),
        ("box", "36,33,37,34,35"),
        ("box", "37,33,36,34"),
        ("box", "36,34,37,33"),
        ("box", "36,33,36,34"),
        ("box", "36,33,36.000001,34"),
        ("box", "36,-91,37,34"),
        ("box", "36,33,181,34"),
        ("box", "nan,33,37,34"),
        ("box", "3e1,33,37,34"),
        ("box", "36,33,37,inf"),
        ("box", HOSTILE),
        ("map", "heat"),
        ("map", HOSTILE),
        ("measure", "wounded"),
        ("q", "--"),
        ("q", "two  words"),
        ("q", "<script>"),
        ("q", "{{ x }}"),
        ("q", "x" * 101),
        ("q", "a\x00b"),
        ("q", "a\ud800"),
        ("q", "\u202eb"),
        ("q", HOSTILE),
        ("qin", "titles"),
    ],
)
def test_a_wrong_value_is_dropped_with_a_note(name: str, value: str) -> None:
    state, notes = from_params({"v": "1", name: value})
    assert state == LinkState()
    assert len(notes) == 1
    assert f"'{name}'" in notes[0]


def test_words_are_looked_for_in_a_store() -> None:
    assert mask(INDEX, Filters(words="bomb")).sum() == by_hand_count(Filters(words="bomb"))
    with pytest.raises(ValueError, match="store"):
        mask(FRAME, Filters(words="bomb"))
    with pytest.raises(ValueError, match="letters"):
        Filters(words="<script>")


def by_hand_count(chosen: Filters) -> int:
    return sum(by_hand(incident, chosen) for incident in INCIDENTS)


def test_a_parameter_that_stands_twice_is_dropped() -> None:
    once, notes = single(
        {"type": ["battles", "riots"], "gov": ["homs"], "sel": "none", "embed": ["true", "true"]}
    )
    assert once == {"gov": "homs", "sel": "none", "embed": "true"}
    assert len(notes) == 1
    assert "'type'" in notes[0]


def test_an_older_link_is_brought_up_to_date_step_by_step() -> None:
    """Made up: in version 1 "place" was called "at", and in version 2 "killed" counted in tens."""
    steps = {
        1: lambda p: {("place" if k == "at" else k): v for k, v in p.items()},
        2: lambda p: p | {"killed": str(int(p["killed"]) * 10)},
    }
    old = {"v": "1", "at": "gn:1", "killed": "4"}
    assert upgraded(old, steps, 3) == ({"v": "1", "place": "gn:1", "killed": "40"}, [])
    assert upgraded({**old, "v": "2"}, steps, 3)[0]["killed"] == "40"
    assert upgraded({"v": "3", "killed": "4"}, steps, 3) == ({"v": "3", "killed": "4"}, [])
    assert upgraded({"killed": "4"}, steps, 3)[0]["killed"] == "4"  # without one it is of this version
    broken, notes = upgraded({**old, "killed": HOSTILE}, steps, 3)
    assert not broken
    assert len(notes) == 1
    for unknown in ("4", "0", "01", "one", "-1", ""):
        assert len(upgraded({"v": unknown}, steps, 3)[1]) == 1
    assert set(UPGRADES) == set(range(1, LINK_VERSION))


def test_a_link_of_a_later_version_keeps_what_is_known() -> None:
    state, notes = from_params({"v": "9", "type": "riots", "mood": "grim", "gov": "atlantis,homs"})
    assert state.filters == Filters(event_types=frozenset({EventType.RIOTS}))
    assert len(notes) == 3


def test_a_long_value_or_a_list_is_dropped() -> None:
    assert from_params({"type": "battles," * 1000})[1]
    assert from_params({"type": ["battles"]})[1]  # type: ignore[dict-item]


def test_unknown_settings_and_versions_are_named_without_repeating_them() -> None:
    _, notes = from_params({"v": "2", "<script>": "1", "embed": "true"})
    assert len(notes) == 2
    assert "script" not in " ".join(notes)


def test_dates_the_wrong_way_round_are_dropped() -> None:
    state, notes = from_params({"from": "2013-01-01", "to": "2012-01-01"})
    assert state.filters == Filters()
    assert len(notes) == 1


def test_codes_stay_as_they_are_in_links_people_sent() -> None:
    assert ",".join(EVENT_TYPE_CODES) == "battles,protests,riots,explosions,violence,strategic"
    assert ",".join(GOVERNORATE_CODES) == (
        "aleppo,damascus,rif-dimashq,daraa,deir-ez-zor,hama,hasakah,homs,idlib,latakia,quneitra,raqqa,suwayda,tartus"
    )
    assert ",".join(ACTOR_CODES) == (
        "government,militia,russia,iran,rebels,nusra,islamic-state,sdf,coalition,turkey,israel,transitional,"
        "civilians,unknown"
    )
    assert ",".join(SUB_EVENT_TYPE_CODES) == (
        "government-regains,non-state-overtakes,armed-clash,excessive-force,protest-with-intervention,"
        "peaceful-protest,violent-demonstration,mob-violence,chemical-weapon,air-strike,suicide-bomb,shelling,"
        "remote-explosive,grenade,sexual-violence,attack,abduction,agreement,arrests,change-to-group,"
        "disrupted-weapons,headquarters,looting,non-violent-transfer,other"
    )
