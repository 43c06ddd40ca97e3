"""The store that a public view reads: what comes out of it is withheld already, and nothing goes in."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, NoReturn

import pandas as pd
from sqlalchemy import Engine

from incidents.errors import ReadOnlyStore
from incidents.model import (
    Claim,
    ClaimantSide,
    Document,
    Governorate,
    Incident,
    Precision,
    ResolvedPlace,
    SubEventType,
)
from incidents.public import blur, reading
from incidents.public.counts import PublicCounts
from incidents.public.lexicon import latin
from incidents.public.people import Finder
from incidents.public.withheld import NO_REPORT, Report, Veil
from incidents.query import Filters
from incidents.query.claims import words_of
from incidents.query.filters import WordsIn
from incidents.query.words import holds, terms
from incidents.review import Decision
from incidents.rules import DEFAULT_RULES, Rules
from incidents.store import DocumentEntry, Dossier, Proposal, SourceEntry, Store

KEPT: Final = 2000
"""Reports whose names are remembered; looking through one takes about a tenth of a second."""
LOOKED_INTO: Final = 100
"""Incidents found by words of which it is checked that the words are shown."""
READ_UNASKED: Final = 100
"""Claims that are part of no incident whose words are given with the list of them; of the others, when asked for."""
_AS_THEY_ARE: Final = frozenset(
    {"open", "samples", "in_memory", "close", "is_empty", "sensitive", "sensitive_claims", "purged"}
)


class PublicStore(Store):
    """A store opened for the public. A method of :class:`Store` that is not written here anew cannot be called."""

    public = True

    def __init__(self, engine: Engine, where: str, *, sample: bool = False, read_only: bool = True) -> None:
        super().__init__(engine, where, sample=sample, read_only=read_only)
        self.read_only = True
        self._where = where
        self.where = "sample reports" if sample else "a public view"
        self._kinds = blur.kinds()
        self._reports: dict[tuple[str, str], Report] = {}
        self._private: tuple[str, frozenset[str]] | None = None
        self._lock = threading.Lock()

    # --- what is known -----------------------------------------------------------------------------------------------

    def version(self) -> str:
        chosen = ",".join(sorted(kind.value for kind in self._kinds))
        return f"public:{super().version()}:{chosen}"

    @property
    def _finder(self) -> Finder:
        return reading.finder()

    def _veil(self, claims: Iterable[Claim] = ()) -> Veil:
        return Veil(self._finder, replace(self._finder, entities=None), blur.fine_names(claims))

    def _report(self, document_id: str) -> Report:
        key = (super().version(), document_id)
        found = self._reports.get(key)
        if found is None:
            document = super().document(document_id)
            if document is None:
                return NO_REPORT
            found = Report.of(document, super().claims_of_document(document_id), self._finder)
            with self._lock:
                while len(self._reports) >= KEPT:
                    self._reports.pop(next(iter(self._reports)))
                self._reports[key] = found
        return found

    def _private_sources(self) -> frozenset[str]:
        """Ids of the sources that are private persons: an id is made of the name, and would tell who knows it."""
        version = super().version()
        if self._private is None or self._private[0] != version:
            veil = self._veil()
            found = frozenset(
                entry.id
                for entry in super().sources()
                if entry.named and veil.claimant(entry.name, ClaimantSide.UNKNOWN) != entry.name
            )
            self._private = (version, found)
        return self._private[1]

    def _is_sensitive(self, incident_id: str, kind: SubEventType, marked: frozenset[str]) -> bool:
        return incident_id in marked or kind in self._kinds

    # --- what comes out ----------------------------------------------------------------------------------------------

    def frame(
        self,
        as_of: dt.datetime | None = None,
        rules: Rules = DEFAULT_RULES,
        filters: Filters | None = None,
    ) -> pd.DataFrame:
        """As in :class:`Store`; filters that could tell what is withheld are refused as :meth:`counts` does."""
        asked = None if filters is None else self.counts(as_of).asked(filters)
        frame = super().frame(as_of, rules, asked)
        private, marked = self._private_sources(), self.sensitive(as_of)
        if private:
            frame["source_ids"] = pd.Series(
                [tuple(i for i in ids if i not in private) for ids in frame["source_ids"]], dtype=object
            )
        kinds = {kind.value for kind in self._kinds}
        chosen = frame["id"].isin(marked) | frame["sub_event_type"].isin(kinds)
        for row in frame.index[chosen]:
            _put_place(frame, row)
        return frame

    def counts(self, as_of: dt.datetime | None = None) -> PublicCounts:
        return PublicCounts(
            self._reading,
            as_of,
            self._private_sources,
            lambda: bool(self._kinds or self.sensitive(as_of)),
        )

    def incidents(self, as_of: dt.datetime | None = None) -> list[Incident]:
        return [self._shown(incident, as_of) for incident in super().incidents(as_of)]

    def incident(
        self, incident_id: str, as_of: dt.datetime | None = None, rules: Rules = DEFAULT_RULES
    ) -> Incident | None:
        found = super().incident(incident_id, as_of, rules)
        return None if found is None else self._shown(found, as_of)

    def _shown(self, incident: Incident, as_of: dt.datetime | None) -> Incident:
        sensitive = self._is_sensitive(incident.id, incident.sub_event_type, self.sensitive(as_of))
        claims = super().claims(incident.id, as_of) if sensitive else []
        reports = [self._report(document) for document in incident.document_ids]
        return self._veil(claims).incident(incident, reports, self._private_sources(), blur=sensitive)

    def claims(self, incident_id: str, as_of: dt.datetime | None = None) -> list[Claim]:
        told = super().claims(incident_id, as_of)
        incident = super().incident(incident_id, as_of)
        sensitive = incident is not None and self._is_sensitive(
            incident.id, incident.sub_event_type, self.sensitive(as_of)
        )
        return self._claims(told, sensitive=sensitive)

    def _claims(self, claims: Sequence[Claim], *, sensitive: bool) -> list[Claim]:
        veil = self._veil(claims if sensitive else ())
        return [veil.claim(claim, self._report(claim.document_id), blur=sensitive) for claim in claims]

    def _alone(self, claims: Iterable[Claim]) -> list[Claim]:
        """Claims by themselves, each blurred if its own incident is, or would be."""
        marked = self.sensitive_claims()
        return [
            shown
            for claim in claims
            for shown in self._claims(
                [claim], sensitive=claim.id in marked or claim.sub_event_type in self._kinds
            )
        ]

    def claims_by_id(self, claim_ids: Sequence[str]) -> list[Claim]:
        return self._alone(super().claims_by_id(claim_ids))

    def claims_of_document(self, document_id: str, as_of: dt.datetime | None = None) -> list[Claim]:
        return self._alone(super().claims_of_document(document_id, as_of))

    def not_mapped(
        self, as_of: dt.datetime | None = None, documents: Iterable[str] | None = None
    ) -> list[Claim]:
        """As in :class:`Store`; the words of all but the first are left out, see :meth:`claims_by_id`."""
        found = super().not_mapped(as_of, documents)
        return [*self._alone(found[:READ_UNASKED]), *map(_wordless, found[READ_UNASKED:])]

    def with_claims(
        self, ids: Sequence[str], as_of: dt.datetime | None = None, rules: Rules = DEFAULT_RULES
    ) -> Iterator[tuple[Incident, list[Claim]]]:
        """As in :class:`Store`, for comparing who says what: the claims come without their words."""
        veil, private = self._veil(), self._private_sources()
        marked = self.sensitive(as_of)
        for incident, claims in super().with_claims(ids, as_of, rules):
            sensitive = self._is_sensitive(incident.id, incident.sub_event_type, marked)
            named = [
                replace(_wordless(claim), claimant=veil.claimant(claim.claimant, claim.claimant_side))
                for claim in claims
            ]
            yield veil.incident(incident, (), private, blur=sensitive), named

    def search(
        self,
        words: str,
        where: WordsIn = "told",
        as_of: dt.datetime | None = None,
        rules: Rules = DEFAULT_RULES,
    ) -> set[str]:
        """As in :class:`Store`, but in nothing that is withheld: a hit would tell that the words are there.

        Report texts are not looked through. Of the incidents that hold the words, the first :data:`LOOKED_INTO` are
        kept if the words are shown; words that so many hold are no one's name, unless a given name is among them.
        """
        wanted = terms(words)
        found = super().search(words, "told", as_of, rules)
        if not wanted:
            return found
        few = sorted(found)[:LOOKED_INTO]
        shown = {i for i in few if any(holds(words_of(claim), wanted) for claim in self.claims(i, as_of))}
        named = any(token in latin().given_names for term in wanted for token in term.tokens)
        return shown if len(found) <= LOOKED_INTO or named else shown | (found - set(few))

    def withdrawn(self) -> Mapping[str, Decision]:
        return {}

    def sources(self, as_of: dt.datetime | None = None) -> list[SourceEntry]:
        private, veil = self._private_sources(), self._veil()
        found = [entry for entry in super().sources(as_of) if entry.id not in private]
        return [replace(entry, name=veil.text(entry.name)) if not entry.named else entry for entry in found
                if not entry.named or veil.claimant(entry.name, ClaimantSide.UNKNOWN) == entry.name]  # fmt: skip

    def source_names(self, ids: Iterable[str]) -> Mapping[str, str]:
        veil = self._veil()
        return {key: veil.text(name, read=True) for key, name in super().source_names(ids).items()}

    def voices(self, documents: Iterable[str]) -> Mapping[str, str]:
        veil = self._veil()
        return {key: veil.text(name) for key, name in super().voices(documents).items()}

    def proposals(self, incident_id: str | None = None) -> list[Proposal]:
        return []

    def decisions(self, incident_id: str | None = None) -> list[Decision]:
        return []

    def document(self, document_id: str) -> Document | None:
        found = super().document(document_id)
        return None if found is None else self._document(found, self._places_of(document_id))

    def _places_of(self, document_id: str) -> list[Claim]:
        """The claims of a report whose places are blurred."""
        marked = self.sensitive_claims()
        return [
            claim
            for claim in super().claims_of_document(document_id)
            if claim.id in marked or claim.sub_event_type in self._kinds
        ]

    def _document(self, document: Document, sensitive: Sequence[Claim]) -> Document:
        return self._veil(sensitive).document(document, self._report(document.id))

    def documents(self) -> list[DocumentEntry]:
        """As in :class:`Store`; of the reports only how many there are, and when they were published."""
        return [replace(entry, ref="", title=None, url=None) for entry in super().documents()]

    def dossiers(
        self, ids: Sequence[str], as_of: dt.datetime | None = None, rules: Rules = DEFAULT_RULES
    ) -> Iterator[Dossier]:
        marked = self.sensitive(as_of)
        for dossier in super().dossiers(ids, as_of, rules):
            incident = dossier.incident
            sensitive = self._is_sensitive(incident.id, incident.sub_event_type, marked)
            veil = self._veil(dossier.claims if sensitive else ())
            reports = [self._report(document.id) for document in dossier.documents]
            yield Dossier(
                veil.incident(incident, reports, self._private_sources(), blur=sensitive),
                tuple(self._claims(dossier.claims, sensitive=sensitive)),
                tuple(self._document(d, self._places_of(d.id)) for d in dossier.documents),
            )


def _put_place(frame: pd.DataFrame, row: Any) -> None:
    """Blur the place of one row of the table."""
    was = frame.loc[row].astype(object).where(frame.loc[row].notna(), None)
    located = was["lat"] is not None
    place = blur.blurred(
        ResolvedPlace(
            was["place"],
            was["place_id"],
            was["place"],
            was["governorate"] and Governorate(was["governorate"]),
            lat=was["lat"],
            lon=was["lon"],
            radius_km=was["radius_km"],
            precision=was["precision"] and Precision(was["precision"]),
            district_id=was["district_id"],
            subdistrict_id=was["subdistrict_id"],
            city_id=was["city_id"],
        )
    )
    values = {
        "place": place.name or place.mention,
        "place_id": place.place_id,
        "district_id": place.district_id,
        "subdistrict_id": place.subdistrict_id,
        "city_id": place.city_id,
        "lat": place.lat,
        "lon": place.lon,
        "radius_km": place.radius_km if located else None,
        "precision": place.precision and place.precision.value,
    }
    for name, value in values.items():
        frame.at[row, name] = value


def _wordless(claim: Claim) -> Claim:
    """A claim without anything that a report says in its own words."""
    return replace(
        claim,
        quote=None,
        start=None,
        end=None,
        claimant=None,
        place=None,
        victims=(),
        killed=replace(claim.killed, phrase=None),
        wounded=replace(claim.wounded, phrase=None),
        actors=tuple(replace(actor, as_written=actor.category.value) for actor in claim.actors),
        weapon=None,
        flag_reason="",
        note="",
    )


def _refuse(name: str) -> Any:
    def refuse(self: PublicStore, *args: object, **options: object) -> NoReturn:
        raise ReadOnlyStore("This is a public view: nothing can be added or changed here.")

    refuse.__name__ = name
    return refuse


# Whatever the store learns to do, a public view cannot do it before somebody has thought of what it gives away.
for _name, _method in vars(Store).items():
    if (
        not _name.startswith("_")
        and callable(getattr(Store, _name))
        and _name not in _AS_THEY_ARE | set(vars(PublicStore))
    ):
        setattr(PublicStore, _name, _refuse(_name))
