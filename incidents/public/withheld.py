"""What a public view shows of documents, claims and incidents; pure.

A report gives its title, publisher, date and address, and of its text only the words that claims quote, up to
:func:`most_shown`. Names of private persons are withheld in all of it, places of sensitive incidents blurred.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import unquote, urlsplit

from incidents.claimants import known_as
from incidents.model import Basis, Claim, ClaimantSide, Document, Incident, Origin, ReviewStatus
from incidents.public.blur import blurred, fine_names, without_places
from incidents.public.lexicon import folded
from incidents.public.people import WITHHELD, Finder, Named, Span, hidden, merged

SAID: Final = (
    "Public view: full report texts are not shown, only the sentences that claims quote, up to a share of each report; "
    f"names of private persons are replaced by {WITHHELD}, found by machine and not without fault; places of chosen "
    "incidents are blurred to their sub-district."
)
LEAST_SHOWN: Final = 500
MOST_SHOWN: Final = 2500
SHARE: Final = 0.4
TOO_MUCH: Final = "(not quoted here: enough of this report is shown)"
_PERSON: Final = "by a person"
_TOLD: Final = "told "
_MADE_UP_OF_NAMES: Final = frozenset(
    {ClaimantSide.RESIDENT, ClaimantSide.UNKNOWN, ClaimantSide.OPPOSITION, ClaimantSide.RESCUE, ClaimantSide.MEDIA,
     ClaimantSide.JOURNALIST}
)  # fmt: skip
"""Sides whose single unknown name is sooner a person's than a body's."""


def most_shown(n_characters: int) -> int:
    """How many characters of a report are shown in all: 40 %, at least 500, at most 2,500."""
    return int(max(LEAST_SHOWN, min(SHARE * n_characters, MOST_SHOWN)))


def quotable(n_characters: int, claims: Iterable[Claim]) -> list[Span]:
    """The parts of a report's text that may be quoted: what claims on the map rest on comes first."""
    left, taken = most_shown(n_characters), list[Span]()
    for claim in sorted(claims, key=lambda c: (bool(c.flags), c.start or 0, c.id)):
        if claim.start is None or claim.end is None or claim.start >= claim.end:
            continue
        wider = merged([*taken, (claim.start, claim.end)])
        if sum(end - start for start, end in wider) <= left:
            taken = wider
    return taken


@dataclass(frozen=True, slots=True)
class Report:
    """What is known of one report for showing it."""

    text: str
    spans: tuple[Span, ...]
    """Where its text names private persons."""
    named: Named
    quotable: tuple[Span, ...]

    @classmethod
    def of(cls, document: Document, claims: Sequence[Claim], finder: Finder) -> Report:
        """Look through a report once."""
        places = frozenset(
            folded(part)
            for claim in claims
            if claim.place
            for name in (claim.place.mention, *((claim.place.name or "").split(",")))
            if (part := name.strip())
        )
        spans = finder.spans(document.text, places)
        told = [claim.claimant for claim in claims if claim.claimant]
        title = document.title or ""
        more = [Named.of(words, finder.spans(words, places)).names for words in (title, *set(told))]
        names = Named.of(document.text, spans).names.union(*more)
        return cls(document.text, tuple(spans), Named(names), tuple(quotable(len(document.text), claims)))

    def quote(self, claim: Claim) -> str | None:
        """The words a claim rests on, as far as they are shown."""
        if claim.quote is None or claim.start is None or claim.end is None:
            return claim.quote and self.hide(claim.quote)
        if not any(start <= claim.start and claim.end <= end for start, end in self.quotable):
            return TOO_MUCH
        own = [(max(s, claim.start) - claim.start, min(e, claim.end) - claim.start) for s, e in self.spans
               if s < claim.end and claim.start < e]  # fmt: skip
        return hidden(claim.quote, [*own, *self.named.spans(claim.quote)])

    def hide(self, words: str) -> str:
        """Other words of the report."""
        return hidden(words, self.named.spans(words))


NO_REPORT: Final = Report("", (), Named(), ())


@dataclass(frozen=True, slots=True)
class Veil:
    """Withholds what some reports name; `places` are words withheld beside."""

    finder: Finder
    rules: Finder
    """The same without a language model: for a few words, of which it makes little."""
    places: frozenset[str] = frozenset()

    def text(self, words: str, reports: Iterable[Report] = (), *, read: bool = False) -> str:
        """Words that are not a report's own; with `read`, whole sentences."""
        spans = list((self.finder if read else self.rules).spans(words))
        spans += [span for report in reports for span in report.named.spans(words)]
        return without_places(hidden(words, spans), self.places)

    def claimant(self, claimant: str | None, side: ClaimantSide, report: Report = NO_REPORT) -> str | None:
        """Who says it: roles and bodies stay."""
        if not claimant:
            return claimant
        known = known_as(claimant, side) not in (claimant, claimant.removeprefix("the "))
        led = _TOLD if side in _MADE_UP_OF_NAMES and not known else ""
        spans = [(max(0, s - len(led)), e - len(led)) for s, e in self.rules.spans(led + claimant)]
        return hidden(claimant, [*spans, *report.named.spans(claimant)])

    def claim(self, claim: Claim, report: Report, *, blur: bool) -> Claim:
        """A claim as the public sees it."""
        veil = replace(self, places=self.places | fine_names([claim])) if blur else self

        def own(words: str) -> str:
            return without_places(report.hide(words), veil.places)

        quote = report.quote(claim)
        return replace(
            claim,
            quote=quote and without_places(quote, veil.places),
            start=None,
            end=None,
            claimant=veil.claimant(claim.claimant, claim.claimant_side, report),
            place=blurred(claim.place) if blur and claim.place else claim.place,
            killed=replace(claim.killed, phrase=claim.killed.phrase and own(claim.killed.phrase)),
            wounded=replace(claim.wounded, phrase=claim.wounded.phrase and own(claim.wounded.phrase)),
            victims=tuple(replace(group, group=own(group.group)) for group in claim.victims),
            actors=tuple(replace(actor, as_written=own(actor.as_written)) for actor in claim.actors),
            weapon=claim.weapon and own(claim.weapon),
            flag_reason=veil.text(claim.flag_reason, [report]),
            note=veil.text(claim.note, [report], read=claim.origin is Origin.IMPORT),
        )

    def incident(
        self, incident: Incident, reports: Sequence[Report], private: frozenset[str], *, blur: bool
    ) -> Incident:
        """An incident as the public sees it; `private` are ids of sources that are private persons."""

        def said(words: str) -> str:
            return self.text(words, reports)

        return replace(
            incident,
            place=blurred(incident.place) if blur else incident.place,
            killed=replace(incident.killed, rule=_unsigned(incident.killed.rule)),
            wounded=replace(incident.wounded, rule=_unsigned(incident.wounded.rule)),
            actors=tuple(replace(actor, as_written=said(actor.as_written)) for actor in incident.actors),
            contested_reason=said(_unsigned(incident.contested_reason)),
            joins=tuple(
                replace(j, reason=f"joined {_PERSON}" if j.basis is Basis.PERSON else said(j.reason))
                for j in incident.joins
            ),
            notes=tuple(said(note) for note in incident.notes),
            source_ids=tuple(source for source in incident.source_ids if source not in private),
            review_note=""
            if incident.review is ReviewStatus.UNREVIEWED
            else f"{incident.review.value} {_PERSON}",
        )

    def document(self, document: Document, report: Report) -> Document:
        """A report without its text."""
        title, publisher = document.title, document.publisher
        return replace(
            document,
            text="",
            ref=document.ref if document.sample else "",
            title=title and self.text(title, [report], read=True),
            publisher=publisher and self.text(publisher, [report]),
            url=document.url and self.address(document.url, report),
        )

    def address(self, url: str, report: Report) -> str:
        """Where the original is; of an address that spells a name, or a withheld place, only the host."""
        parts = urlsplit(url)
        slug = folded(" ".join(re.split(r"[^\w']+", unquote(parts._replace(scheme="", netloc="").geturl()))))
        names = [folded(re.sub(r"[-'’]", " ", name)) for name in (*report.named.names, *self.places)]
        spelt = any(name and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", slug) for name in names)
        return f"{parts.scheme}://{parts.netloc}/" if spelt or parts.username else url


def _unsigned(words: str) -> str:
    """Without the name of the person who decided."""
    return re.sub(r"\b(corrected|joined|accepted|rejected)\b.*", rf"\1 {_PERSON}", words, flags=re.DOTALL)
