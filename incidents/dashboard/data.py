"""What the pages read: which store is open, its table, one incident's claims. Everything cached here is read-only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import streamlit as st

from gazetteer import Gazetteer, assemble, layers
from gazetteer.errors import LayerError
from gazetteer.places import ADMIN, PlaceKind
from incidents.coverage import Coverage, coverage
from incidents.dashboard import place_words, public_mode
from incidents.dashboard.counted import Counted, most_rows
from incidents.dashboard.map.backdrop import Backdrop
from incidents.dashboard.names import LookedUp, Names, names_of
from incidents.dashboard.state import DataChoice, SessionState
from incidents.frame import build_frame
from incidents.model import Claim, Document, Incident, Origin, ReviewStatus
from incidents.query import Facets, Filters, FrameIndex, Mask, facets, histogram, mask
from incidents.query.claims import claim_matches
from incidents.query.filters import WordsIn
from incidents.rules import DEFAULT_RULES, Rules
from incidents.samples import sample_sources
from incidents.store import SourceEntry, Store, default_url
from incidents.store.counts import Sizes

if TYPE_CHECKING:
    from incidents.pipeline import Pipeline


@dataclass(frozen=True, eq=False)
class Table:
    """All incidents of one state of a store. Never changed."""

    frame: pd.DataFrame
    index: FrameIndex
    first_day: dt.date | None
    last_day: dt.date | None

    @cached_property
    def newest(self) -> npt.NDArray[np.intp]:
        """All rows, latest first, undated ones last."""
        starts = self.index.start.astype("int64")  # NaT becomes the smallest number
        return np.argsort(starts, kind="stable")[::-1]

    @cached_property
    def best_documented(self) -> npt.NDArray[np.intp]:
        """All located rows: contested first, then by number of claims."""
        claims = self.frame["n_claims"].to_numpy()
        order = np.lexsort((-claims, ~self.index.contested))
        return order[self.index.located[order]]

    @classmethod
    def of(cls, frame: pd.DataFrame) -> Table:
        """Prepare a frame for filtering."""
        dated = frame["date_start"].notna()
        return cls(
            frame=frame,
            index=FrameIndex(frame),
            first_day=frame["date_start"].min().date() if dated.any() else None,
            last_day=frame["date_end"].max().date() if dated.any() else None,
        )


_NOTHING: Final = Table.of(build_frame([]))


@dataclass(frozen=True, eq=False)
class Data:
    """The store a page shows and its table."""

    store: Store
    choice: DataChoice
    own_is_empty: bool
    table: Table
    as_of: dt.datetime | None
    """The moment a link asks for; None is now. The samples do not change, so they are always shown as they are."""
    rules: Rules = DEFAULT_RULES
    """How its table was derived."""
    hidden: int = 0
    """Incidents that only sources left out tell of."""
    version: str = ""
    """State of the store that the table was read from."""
    matching: Sizes | None = None
    """In a store that holds more than is read at once: how many match the filters. Its table holds them alone; none,
    when they are too many as well."""
    too_many: bool = False
    """Whether those are more than are read at once."""
    set_aside: tuple[str, ...] = ()
    """What was chosen but cannot be heeded in so large a store, in words."""

    @property
    def is_sample(self) -> bool:
        return self.choice == "samples"

    @property
    def is_part(self) -> bool:
        """Whether the table holds what matches the filters alone."""
        return self.matching is not None

    @property
    def counted(self) -> Counted:
        """What the database counts."""
        return Counted(self.store, self.as_of, self.version)

    @property
    def total(self) -> int:
        """How many incidents there are, whatever the filters."""
        return self.counted.total() if self.is_part else len(self.table.frame)


def active(session: SessionState) -> Data:
    """The user's own store, or the samples while it is empty or when the user asks for them.

    Raises
    ------
    StoreError
        The user's store cannot be opened.
    """
    own = own_store()
    empty = own.is_empty()
    choice: DataChoice = "samples" if empty or session.data == "samples" else "own"
    store, as_of = (sample_store(), None) if choice == "samples" else (own, session.link.as_of)
    version = store.version()
    if Counted(store, as_of, version).total() > most_rows():
        # One element in every run: what stands below it, the map above all, must not change its place.
        with st.spinner("Counting the incidents …"):
            return _part(Data(store, choice, empty, _NOTHING, as_of, version=version), session)
    table = looked_through(table_of(store, as_of, session.rules), store, as_of, session)
    hidden = len(table_of(store, as_of).frame) - len(table.frame) if session.rules.without else 0
    return Data(store, choice, empty, table, as_of, session.rules, hidden, version)


RULES_ASIDE: Final = (
    "Your choice under “Counts and sources” is not applied: so many incidents are counted by the rules as they are by "
    "default. Narrow the filters to apply it."
)
WORDS_ASIDE: Final = (
    "Words are not looked for in a public view of so many incidents: that filter is not applied."
)


def _part(data: Data, session: SessionState) -> Data:
    """Read what matches the filters, if it is not too much; the rest is counted by the database."""
    counts, rules, aside = data.counted, session.rules, []
    filters = counts.heeded(session.filters)
    if filters != session.filters:
        aside.append(WORDS_ASIDE)
    matching = counts.sizes(filters)
    if rules != DEFAULT_RULES and counts.to_read(filters, rules) > most_rows():
        rules = DEFAULT_RULES
        aside.append(RULES_ASIDE)
    too_many = matching.shown > most_rows()
    table = _NOTHING if too_many else _selection(data.version, data.as_of, rules, filters, data.store)
    return replace(
        data, table=table, rules=rules, matching=matching, too_many=too_many, set_aside=tuple(aside)
    )


@st.cache_resource(show_spinner=False, max_entries=2)
def _selection(
    version: str, as_of: dt.datetime | None, rules: Rules, filters: Filters, _store: Store
) -> Table:
    table = Table.of(_store.frame(as_of, rules, filters))
    # The database has looked for the words.
    return replace(table, index=table.index.narrowed(np.ones(len(table.frame), dtype=bool)))


def own_store() -> Store:
    """The user's own store, made when there is none; in a public view what of it is public, and never made."""
    return _open(default_url(), public_mode.choice())


@st.cache_resource(show_spinner=False, max_entries=4)
def _open(url: str, public: str | None) -> Store:
    return Store.open(url) if public is None else public_mode.open_store(url)


def sample_store() -> Store:
    """The shipped sample reports."""
    return _samples(public_mode.choice())


@st.cache_resource(show_spinner="Opening the sample reports …", max_entries=2)
def _samples(public: str | None) -> Store:
    return Store.samples() if public is None else public_mode.samples()


@st.cache_resource(show_spinner=False)
def sources_of_samples() -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """The public sources behind the facts of each sample report, by its ``ref``."""
    return sample_sources()


def table_of(store: Store, as_of: dt.datetime | None, rules: Rules = DEFAULT_RULES) -> Table:
    """The table of a store as it is now, or was at a moment, under a choice of rules."""
    return _table(store.version(), as_of, rules, store)


@st.cache_resource(show_spinner="Reading the incidents …", max_entries=6)
def _table(version: str, as_of: dt.datetime | None, rules: Rules, _store: Store) -> Table:
    return Table.of(_store.frame(as_of, rules))


def looked_through(table: Table, store: Store, as_of: dt.datetime | None, session: SessionState) -> Table:
    """The table that knows where the words of the filters were found, if they look for any."""
    filters = session.filters
    if not filters.words:
        return table
    found = _found(store.version(), as_of, session.rules, filters.words, filters.words_in, store, table)
    return replace(table, index=table.index.narrowed(found))


@st.cache_resource(show_spinner=False, max_entries=32)
def _found(
    version: str,
    as_of: dt.datetime | None,
    rules: Rules,
    words: str,
    where: WordsIn,
    _store: Store,
    _table: Table,
) -> Mask:
    return _table.frame["id"].isin(_store.search(words, where, as_of, rules)).to_numpy(dtype=bool)


@st.cache_resource(show_spinner=False, max_entries=4)
def _not_mapped(version: str, as_of: dt.datetime | None, _store: Store) -> list[Claim]:
    return _store.not_mapped(as_of)


def not_mapped(data: Data) -> list[Claim]:
    """Claims that are part of no incident; in a store that is read in part none, as they are as many."""
    if data.is_part:
        return []
    return _not_mapped(data.store.version(), data.as_of, data.store)


def not_mapped_shown(data: Data, filters: Filters) -> list[Claim]:
    """Those of them that match the filters, as far as a claim can."""
    return _not_mapped_shown(data.version, data.as_of, filters, data)


@st.cache_resource(show_spinner=False, max_entries=32)
def _not_mapped_shown(version: str, as_of: dt.datetime | None, filters: Filters, _data: Data) -> list[Claim]:
    return [claim for claim in not_mapped(_data) if claim_matches(claim, filters)]


@dataclass(frozen=True)
class Opened:
    """One incident with its claims and the reports they stand in."""

    incident: Incident
    claims: tuple[Claim, ...]
    """Those it is derived from."""
    left_out: tuple[Claim, ...]
    """Those of sources left out."""
    documents: Mapping[str, Document]
    voices: Mapping[str, str]
    """Whose voice each report speaks with."""
    summaries: tuple[Claim, ...]
    """Totals that count it among others."""
    unmapped: tuple[Claim, ...]
    """What else was read in its reports but is part of no incident."""


def open_incident(data: Data, incident_id: str) -> Opened | None:
    """Read what the panel shows; None when the store holds no such incident, or only sources left out tell of it."""
    store = data.store
    incident = store.incident(incident_id, data.as_of, data.rules)
    if incident is None:
        return None
    claims = store.claims(incident_id, data.as_of)
    kept = set(incident.claim_ids)
    found = {claim.document_id: store.document(claim.document_id) for claim in claims}
    # A file of imported rows is no report: its other rows have nothing to do with this incident.
    reports = {c.document_id for c in claims if c.id in kept and c.origin is not Origin.IMPORT}
    return Opened(
        incident,
        tuple(claim for claim in claims if claim.id in kept),
        tuple(claim for claim in claims if claim.id not in kept),
        {key: document for key, document in found.items() if document},
        store.voices(found),
        tuple(store.claims_by_id(incident.summary_ids)),
        _unmapped(data, reports),
    )


def _unmapped(data: Data, reports: set[str]) -> tuple[Claim, ...]:
    found = tuple(data.store.not_mapped(data.as_of, reports))
    # Of a long list the public side gives the words when asked for.
    return tuple(data.store.claims_by_id([c.id for c in found])) if data.store.public else found


def sources(data: Data) -> Sequence[SourceEntry]:
    """Who is a source of the incidents, the most frequent first, with those that are left out."""
    return _sources(data.store.version(), data.as_of, data.store)


@st.cache_resource(show_spinner=False, max_entries=4)
def _sources(version: str, as_of: dt.datetime | None, _store: Store) -> Sequence[SourceEntry]:
    return _store.sources(as_of)


def first_of(order: npt.NDArray[np.intp], shown: Mask, most: int) -> npt.NDArray[np.intp]:
    """The first rows of an order that are shown; looks no further than it must."""
    found: list[npt.NDArray[np.intp]] = []
    missing, begin, step = most, 0, 4 * most
    while missing > 0 and begin < len(order):
        piece = order[begin : begin + step]
        found.append(piece[shown[piece]][:missing])
        missing -= len(found[-1])
        begin, step = begin + step, 2 * step
    return np.concatenate(found) if found else order[:0]


def facets_of(data: Data, filters: Filters) -> Facets:
    """How many incidents each choice of a filter would show; remembered for what was filtered by lately."""
    if data.is_part:
        return data.counted.facets(filters)
    return _facets(data.version, data.as_of, data.rules, filters, data)


@st.cache_resource(show_spinner=False, max_entries=64)
def _facets(version: str, as_of: dt.datetime | None, rules: Rules, filters: Filters, _data: Data) -> Facets:
    return facets(_data.table.index, filters)


def over_time(data: Data, filters: Filters) -> pd.DataFrame:
    """The histogram of a selection."""
    if data.is_part:
        return data.counted.histogram(filters)
    return histogram(data.table.index, mask(data.table.index, filters))


def span(data: Data) -> tuple[dt.date | None, dt.date | None]:
    """First and last day of all incidents, whatever the filters."""
    return data.counted.span() if data.is_part else (data.table.first_day, data.table.last_day)


def rejected(data: Data, filters: Filters) -> int:
    """How many incidents the filters leave out only because a person rejected them."""
    if data.is_part:
        return data.counted.sizes(filters).rejected
    if filters.reviews:
        return 0
    return int(mask(data.table.index, replace(filters, reviews=frozenset({ReviewStatus.REJECTED}))).sum())


def names(data: Data) -> Names:
    """What to call the places and sources of the table."""
    if data.is_part:
        everything = partial(_names_of_part, data.version, data.as_of, data)
        return LookedUp(all_names=everything, known=_known)
    return _names(data.version, data.as_of, data.rules, data)


@st.cache_resource(show_spinner=False, max_entries=4)
def _names(version: str, as_of: dt.datetime | None, rules: Rules, _data: Data) -> Names:
    return names_of(_data.table.frame, _voices(_data), _known)


@st.cache_resource(show_spinner=False, max_entries=2)
def _names_of_part(version: str, as_of: dt.datetime | None, _data: Data) -> Names:
    return names_of(_data.counted.places(), _voices(_data), _known)


def _voices(data: Data) -> Mapping[str, str]:
    return {entry.id: entry.name if entry.named else f"{entry.name}, own voice" for entry in sources(data)}


def _known(place_id: str) -> tuple[str, str | None] | None:
    try:
        place = gazetteer().place(place_id)
    except LayerError:  # a damaged list of places must not close the map
        return None
    if place is None:
        return None
    unit = f" ({place_words.KIND_WORDS[place.kind]})" if place.kind in ADMIN else ""
    inside = f", {place.governorate}" if place.governorate and place.governorate != place.name else ""
    return f"{place.name}{inside}{unit}", place.name_ar


def coverage_of(data: Data, ids: Sequence[str]) -> Coverage:
    """Who reports what of some incidents, and where sources disagree."""
    return _coverage(data.version, data.as_of, data.rules, tuple(ids), data.store)


@st.cache_resource(show_spinner="Comparing the sources …", max_entries=4)
def _coverage(
    version: str, as_of: dt.datetime | None, rules: Rules, ids: tuple[str, ...], _store: Store
) -> Coverage:
    told = list(_store.with_claims(ids, as_of, rules))
    voices = _store.voices({document for incident, _ in told for document in incident.document_ids})
    return coverage(told, voices, rules)


def gazetteer() -> Gazetteer:
    """All places known on this machine now; an import or a place just added is in it at once.

    Raises
    ------
    LayerError
        The file of an imported list or of the user's own places is damaged.
    """
    return _gazetteer(assemble.sources().version)


@st.cache_resource(show_spinner="Reading the places …", max_entries=2)
def _gazetteer(version: str) -> Gazetteer:
    return Gazetteer.load()


_SPOTS: Final = frozenset({PlaceKind.SETTLEMENT, PlaceKind.NEIGHBOURHOOD, PlaceKind.SITE})


def backdrop() -> Backdrop | None:
    """Known places for the ground of the map of places; None while a file of them is damaged."""
    try:
        return _backdrop(assemble.sources().version)
    except LayerError:
        return None


@st.cache_resource(show_spinner=False, max_entries=2)
def _backdrop(version: str) -> Backdrop:
    spots = [place for place in _gazetteer(version).places if place.kind in _SPOTS]
    return Backdrop(
        version=version,
        lats=[place.lat for place in spots],
        lons=[place.lon for place in spots],
        names=[place.name for place in spots],
        # Places that reports name come before villages of which only a list knows.
        weights=[place.population + 1000 * place.notable for place in spots],
    )


@dataclass(frozen=True, slots=True)
class Lists:
    """The imported lists of places."""

    sound: tuple[layers.LayerInfo, ...]
    damaged: Mapping[str, str]
    """Name of a list whose file cannot be read -> what is wrong with it, and what to do."""

    @property
    def by_name(self) -> dict[str, layers.LayerInfo]:
        return {info.name: info for info in self.sound}


def place_lists() -> Lists:
    """Look what is imported; one damaged file does not hide the others."""
    try:
        return Lists(tuple(layers.listed()), {})
    except LayerError:
        return _with_damage()


def _with_damage() -> Lists:
    """Read every list on its own, whole: slow, so only when something is wrong."""
    sound, damaged = [], {}
    for path in sorted(layers.folder().glob(f"*{layers.SUFFIX}")):
        name = path.name.removesuffix(layers.SUFFIX)
        try:
            sound.append(layers.load(name).info)
        except LayerError as error:
            damaged[name] = str(error)
    return Lists(tuple(sound), damaged)


def new_by_list(places: Gazetteer) -> Mapping[str, int]:
    """How many of the places known are known through one imported list alone, by its name."""
    return _new_by_list(places.version, places)


@st.cache_resource(show_spinner=False, max_entries=2)
def _new_by_list(version: str, _places: Gazetteer) -> Mapping[str, int]:
    found = {}
    for info in layers.listed():
        ids = {place.place_id for place in layers.load(info.name).places}
        found[info.name] = sum(
            not place.notable and place.place_id in ids and ids.issuperset(place.provenance)
            for place in _places.places
        )
    return found


def pipeline() -> Pipeline:
    """What reads a report, with the places known now. Slow to load, so only when a report is added.

    Raises
    ------
    LayerError
        As :func:`gazetteer`.
    ModelMissing
        No English language model is installed.
    """
    return _pipeline(assemble.sources().version)


@st.cache_resource(show_spinner=False, max_entries=2)
def _pipeline(version: str) -> Pipeline:
    from incidents.pipeline import Pipeline

    return Pipeline(_gazetteer(version), _language_model())


@st.cache_resource(show_spinner="Loading the language model: this takes some seconds, once …")
def _language_model() -> Any:
    from incidents.extract.nlp import load_model

    return load_model()
