"""One report all the way: extract, group, derive."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Any, Final, Protocol

from gazetteer import Gazetteer
from gazetteer.errors import GazetteerError
from incidents.derive import derive_incident
from incidents.errors import PlacesUnreadable
from incidents.extract.extractor import EXTRACTOR, Extractor, Reading
from incidents.extract.llm.settings import Settings
from incidents.extract.nlp import load_model
from incidents.extract.protocol import Places
from incidents.group import group_claims, names_place, summary_reason
from incidents.model import Claim, Document, Flag, Incident, ReportResult, Run, Stance

RULES: Final = "group-derive/0.2"
"""Names the rules of grouping and derivation, for the record of a run."""


class Reader(Protocol):
    """What reads a report into claims: :class:`incidents.extract.extractor.Extractor`, or one like it."""

    def read(self, document: Document) -> Reading: ...


class Pipeline:
    """Turns reports into claims and incidents.

    Build it once with :meth:`create`; loading the English model takes about a second.

    Parameters
    ----------
    places : Places
    nlp : spacy.language.Language
    extractor : Reader, optional
        What reads the reports; the rules by default.
    """

    def __init__(self, places: Places, nlp: Any, extractor: Reader | None = None) -> None:
        self._extractor = extractor or Extractor(places, nlp)
        model = f"{nlp.meta.get('lang')}_{nlp.meta.get('name')}/{nlp.meta.get('version')}"
        self.run = Run(EXTRACTOR, RULES, places.version, model)

    @classmethod
    def create(cls, *, shipped_places_only: bool = False, llm: Settings | None = None) -> Pipeline:
        """Build a pipeline with the gazetteer and the English model installed here.

        Parameters
        ----------
        shipped_places_only
            True to leave out the lists that the user imported and the places added by hand, so that the outcome is the
            same on every machine.
        llm : Settings, optional
            The language model that reads the reports; the rules do by default, and where it gives nothing.

        Raises
        ------
        incidents.errors.ModelMissing
            When no English spaCy model is installed.
        incidents.errors.PlacesUnreadable
            When an imported list of places is damaged.
        """
        try:
            places = Gazetteer.embedded() if shipped_places_only else Gazetteer.load()
        except GazetteerError as error:
            raise PlacesUnreadable(str(error)) from error
        nlp = load_model()
        return cls(places, nlp, _by_model(llm, Extractor(places, nlp)) if llm is not None else None)

    def process(self, document: Document) -> ReportResult:
        """Read one report.

        A claim without a place of its own is part of an incident when it points back to one; it is then no longer
        flagged for want of a place.
        """
        reading = self._extractor.read(document)
        claims = list(reading.claims)
        incidents = tuple(derive_incident(group) for group in group_claims(claims))
        run = dataclasses.replace(self.run, extractor=reading.extractor)
        return ReportResult(
            document, tuple(_settled(claims, incidents)), incidents, _warnings(document, reading), run
        )


def _by_model(settings: Settings, rules: Extractor) -> Reader:
    from incidents.extract.llm.client import Client  # nobody else loads what reaches the network
    from incidents.extract.llm.reader import ModelReader

    return ModelReader(rules, Client(settings), settings.extractor)


def _settled(claims: Iterable[Claim], incidents: Iterable[Incident]) -> Iterable[Claim]:
    incidents = list(incidents)
    used = {claim_id for incident in incidents for claim_id in incident.claim_ids}
    counted: dict[str, list[str]] = {}
    for incident in incidents:
        for claim_id in incident.summary_ids:
            counted.setdefault(claim_id, []).append(incident.place.name or incident.place.mention)
    for claim in claims:
        if claim.id in counted:
            reason = (
                claim.flag_reason if Flag.SUMMARY in claim.flags else summary_reason(claim, counted[claim.id])
            )
            yield dataclasses.replace(claim, flags=claim.flags | {Flag.SUMMARY}, flag_reason=reason)
        elif claim.id in used and claim.flags:
            yield dataclasses.replace(claim, flags=frozenset(), flag_reason="")
        elif claim.id not in used and not claim.flags:
            flag, reason = _left_out(claim)
            yield dataclasses.replace(claim, flags=frozenset({flag}), flag_reason=reason)
        else:
            yield claim


def _left_out(claim: Claim) -> tuple[Flag, str]:
    """Why a claim that nothing else flags is part of no incident."""
    if claim.stance is Stance.DENIES:
        return Flag.NEGATED, "a denial of what the report does not tell otherwise"
    if names_place(claim):
        return Flag.NO_PLACE, "what it names fits no incident told of here"
    return Flag.NO_PLACE, "it names no place and fits no incident told of here"


def _warnings(document: Document, reading: Reading) -> tuple[str, ...]:
    warnings = list(reading.remarks)
    if document.published is None:
        warnings.append("no publication date: days such as “on Monday” are left unknown")
    if not reading.claims:
        warnings.append("no statement about an incident was found in this report")
    return tuple(warnings)
