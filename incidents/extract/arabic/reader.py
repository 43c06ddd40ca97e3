"""From the Arabic sentences of a report to its claims."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from incidents.extract.arabic.actors import ActorMention, Scene, assign_roles, find_actors, words_of_names
from incidents.extract.arabic.casualties import Counts, count, shares
from incidents.extract.arabic.clauses import Clause, Trigger, build_clauses, find_triggers
from incidents.extract.arabic.confidence import slot_bands
from incidents.extract.arabic.dates import find_dates
from incidents.extract.arabic.flags import Statement, clause_flags
from incidents.extract.arabic.kinds import decide_type, is_violent, same_act, words_of_means
from incidents.extract.arabic.lexicon import ArabicWords, load_arabic
from incidents.extract.arabic.numbers import Quantity, find_quantities
from incidents.extract.arabic.places import NamedPlace, named_places
from incidents.extract.arabic.sources import Attribution, attribution_for, find_attributions
from incidents.extract.arabic.text import Flat, Word, words_of
from incidents.extract.arabic.where import Focus, When, Where, when, where
from incidents.extract.claims import EXTRACTOR, FAR, LONGEST_HEADLINE, STANCE_OF, place_flag
from incidents.extract.confidence import overall
from incidents.extract.dates import TimeExpression
from incidents.extract.flagged import Flagged
from incidents.extract.protocol import Places
from incidents.model import (
    EVENT_TYPE_OF,
    NO_BANDS,
    PERPETRATOR_ROLES,
    Actor,
    Band,
    Claim,
    ClaimantSide,
    DateKind,
    DatePrecision,
    DateRange,
    Document,
    Flag,
    ResolvedPlace,
    Role,
    Stance,
    SubEventType,
    stable_id,
)

NOTE: Final = (
    "Arabic is read by word lists, without a parser: kinds of events, places, days, numbers of killed and wounded, "
    "actors and sources that the lists know, and plain word order. Not read are events told in other words, who did "
    "what where a sentence is turned around, what pronouns point to, irony and quotation inside quotation. Check the "
    "claims against their sentences."
)
"""What the reading of Arabic is worth, for a person to read beside its claims."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the Arabic of a report gave."""

    claims: tuple[Claim, ...]
    unread: int
    """Sentences that hold a word for an event and gave no claim."""


@dataclass(frozen=True, slots=True)
class _Facts:
    """Everything the readers found in one sentence."""

    index: int
    start: int
    end: int
    flat: Flat
    words: Sequence[Word]
    attributions: Sequence[Attribution]
    source_words: frozenset[int]
    actors: Sequence[ActorMention]
    places: Sequence[NamedPlace]
    dates: Sequence[TimeExpression]
    quantities: Sequence[Quantity]
    triggers: Sequence[Trigger]


@dataclass(frozen=True, slots=True)
class _Account:
    """What one clause says, apart from its places."""

    clause: Clause
    said: Attribution | None
    sub: SubEventType
    counts: Counts
    actors: tuple[Actor, ...]
    when: When
    where: Where
    weapon: str | None


class ArabicReader:
    """Reads the Arabic sentences of reports into claims.

    Parameters
    ----------
    places : Places
        Finds and resolves place names; a :class:`gazetteer.Gazetteer` or anything of that shape.
    scheme : str
        How vague numbers are read: "acled" or "literal".
    extractor : str
        Name and version written into the claims.
    """

    def __init__(self, places: Places, scheme: str = "acled", extractor: str = EXTRACTOR) -> None:
        self.places = places
        self.scheme = scheme
        self.extractor = extractor
        self.lexicon: ArabicWords = load_arabic()
        self._unread = 0

    @property
    def unread(self) -> int:
        """Sentences of the report read last that hold a word for an event and gave no claim."""
        return self._unread

    def read(self, document: Document, sentences: Sequence[tuple[int, int]]) -> list[Claim]:
        """The claims of a report's Arabic sentences, in order; those that stay off the map carry flags.

        Parameters
        ----------
        document : Document
        sentences : sequence of (int, int)
            Start and end offsets in ``document.text``, in order.
        """
        reading = self.reading(document, sentences)
        self._unread = reading.unread
        return list(reading.claims)

    def reading(self, document: Document, sentences: Sequence[tuple[int, int]]) -> Reading:
        """:meth:`read` with the number of sentences that were not understood, keeping no state."""
        focus, claims, unread = Focus(), list[Claim](), 0
        for index, (start, end) in enumerate(sentences):
            focus.paragraph = document.text.count("\n", 0, start)
            facts = self._facts(index, start, end, document, focus)
            found = list(self._claims(facts, document, focus))
            unread += bool(facts.triggers) and not found
            claims += found
        return Reading(tuple({claim.id: claim for claim in claims}.values()), unread)

    def _facts(self, index: int, start: int, end: int, document: Document, focus: Focus) -> _Facts:
        """Let every reader look at a sentence."""
        flat, lexicon = Flat.of(document.text[start:end]), self.lexicon
        words = words_of(flat)
        attributions = find_attributions(flat, words, lexicon, focus.speaker)
        source_words = frozenset[int]().union(*(a.words for a in attributions))
        actors = find_actors(flat, words, lexicon)
        acting = frozenset(i for a in actors for i in range(a.first, a.last + 1))
        taken = source_words | acting
        places = named_places(flat, words, self.places, lexicon, taken, focus.city, tuple(focus.others))
        has_place = any(p.place.located for p in places) or focus.place is not None
        dates = find_dates(flat, document.published)
        return _Facts(
            index=index,
            start=start,
            end=end,
            flat=flat,
            words=words,
            attributions=attributions,
            source_words=source_words,
            actors=actors,
            places=places,
            dates=dates,
            quantities=_outside_dates(find_quantities(flat, words, lexicon, self.scheme), words, dates),
            triggers=find_triggers(
                words, lexicon, source_words | words_of_names(words, lexicon), has_place=has_place
            ),
        )

    def _claims(self, facts: _Facts, document: Document, focus: Focus) -> Iterator[Claim]:
        """The claims of a sentence; `focus` moves on to what they tell."""
        spots = [p.first for p in facts.places if p.usable]
        told = False
        for clause in build_clauses(facts.words, facts.triggers, spots, self.lexicon):
            account = self._account(clause, facts, document, focus)
            if account is not None:
                told = True
                yield from self._of_account(account, facts, document, focus)
        if not told:
            yield from self._pointing_back(facts, document, focus)
            for named in facts.places:
                if named.usable and named.place.located:
                    focus.see(named.place, facts.index)
        speakers = [a.source for a in facts.attributions if a.source is not None]
        focus.speaker = speakers[-1] if speakers else focus.speaker
        _pass_day(facts, focus)

    def _account(self, clause: Clause, facts: _Facts, document: Document, focus: Focus) -> _Account | None:
        """Everything a clause says, or None when its words name no event."""
        lexicon, words = self.lexicon, facts.words
        said = attribution_for(clause.main.first, facts.attributions)
        counts = count(clause, words, facts.quantities, facts.actors, lexicon)
        scene = Scene(facts.flat, words, clause.span, clause.triggers, facts.quantities, said, lexicon)
        own = [a for a in facts.actors if a.first in clause.span or (said and a.first in said.words)]
        if said is not None and said.kind == "blame":
            own = list(facts.actors)
        actors = assign_roles(scene, own)
        sub = decide_type(clause, words, counts, actors, lexicon)
        if sub is None:
            return None
        place = where(clause, words, facts.places, focus, lexicon)
        time = when(clause, words, facts.dates, said, document.published)
        before = focus.act_before(facts.index)
        if before is not None and place.carried_over:
            sub = same_act(clause, sub, counts, actors, before.sub_event_type)
        if time.written is None:
            carried = focus.event.dates if place.carried_over and focus.event is not None else None
            time = When(None, focus.running_day(facts.index) or carried or time.days)
        return _Account(clause, said, sub, counts, actors, time, place, self._weapon(clause, facts))

    def _weapon(self, clause: Clause, facts: _Facts) -> str | None:
        """The weapon or aircraft named in a clause, as written."""
        own = words_of_means(clause, facts.words, self.lexicon)
        for _, book in self.lexicon.means:
            found = book.within(own)
            if found is not None and found.form not in {"قصف", "غاره", "غارات"}:
                start = own[found.first].end - len(own[found.first].form) + len(found.clitic)
                return facts.flat.written(start, own[found.last].end)
        return None

    def _of_account(
        self, account: _Account, facts: _Facts, document: Document, focus: Focus
    ) -> Iterator[Claim]:
        """The claims of one clause: one for each of its places."""
        told = Statement(
            facts.flat,
            facts.words,
            account.clause,
            account.counts,
            account.when.written,
            facts.dates,
            document.published,
        )
        flagged = clause_flags(told, self.lexicon)
        if account.where.foreign is not None:
            flagged.append(Flagged(Flag.OTHER_COUNTRY, f"in {account.where.foreign}"))
        own = any(n.first in account.clause.span for n in account.where.named)
        if account.sub is SubEventType.AGREEMENT and not own:
            flagged.append(Flagged(Flag.DIPLOMACY, "an agreement without a place"))
        weak = account.where.carried_over and _says_little(account, facts, focus)
        for place, counts in self._shares(account, facts):
            unplaced = place_flag(place, weak=weak)
            reasons = [*flagged, unplaced] if unplaced is not None else flagged
            claim = self._make(account, facts, document, place, counts, reasons)
            yield claim
            if place is not None and place.located and not place.implied:
                focus.see(place, facts.index)
            if is_violent(account.sub) and not claim.flags and claim.stance is Stance.ASSERTS:
                focus.event, focus.event_sentence = claim, facts.index

    def _shares(self, account: _Account, facts: _Facts) -> list[tuple[ResolvedPlace | None, Counts]]:
        """Give each of several places its own numbers: "five in Homs and three in Hama"; a joint total to none."""
        places = account.where.places
        if len(places) <= 1:
            return [(places[0] if places else None, account.counts)]
        spans = [range(n.first, n.last + 1) for n in account.where.named]
        divided = shares(account.counts, spans) if len(spans) == len(places) else None
        if divided is None:
            return [(place, Counts(kinds=account.counts.kinds)) for place in places]
        return list(zip(places, divided, strict=True))

    def _make(
        self,
        account: _Account,
        facts: _Facts,
        document: Document,
        place: ResolvedPlace | None,
        counts: Counts,
        reasons: Sequence[Flagged],
    ) -> Claim:
        said, main = account.said, facts.words[account.clause.main.first]
        source = said.source if said else None
        unnamed = ClaimantSide.UNKNOWN if said else ClaimantSide.JOURNALIST
        where_key = (place.place_id or place.mention) if place else ""
        slots = slot_bands(
            account.clause,
            account.sub,
            place,
            account.where,
            account.when,
            counts,
            account.actors,
            has_source=said is not None,
        )
        key = (document.id, str(facts.start), f"ar{main.start}", account.sub.value, where_key)
        return Claim(
            id=stable_id("clm", *key),
            document_id=document.id,
            quote=document.text[facts.start : facts.end],
            start=facts.start,
            end=facts.end,
            claimant=source.name if source else None,
            claimant_side=source.side if source else unnamed,
            stance=STANCE_OF[said.kind] if said else Stance.ASSERTS,
            event_type=EVENT_TYPE_OF[account.sub],
            sub_event_type=account.sub,
            dates=account.when.days,
            place=place,
            killed=counts.killed,
            wounded=counts.wounded,
            victims=counts.groups,
            actors=account.actors,
            weapon=account.weapon,
            flags=frozenset(r.flag for r in reasons),
            flag_reason="; ".join(dict.fromkeys(r.reason for r in reasons)),
            confidence=overall(slots),
            slots=slots,
            extractor=self.extractor,
        )

    def _pointing_back(self, facts: _Facts, document: Document, focus: Focus) -> Iterator[Claim]:
        """Statements of blame, denial or admission that name no event again: "they accused the regime of it"."""
        act = focus.event
        for said in facts.attributions if act is not None else ():
            if said.kind == "assert" or act is None:
                continue
            end = max(said.words)
            blamed = [a for a in facts.actors if a.first > end] if said.kind == "blame" else []
            actors = tuple(Actor(a.text, a.category, Role.ALLEGED_PERPETRATOR) for a in blamed[:1])
            if not actors and said.kind != "deny":
                continue
            yield dataclasses.replace(
                act,
                id=stable_id("clm", document.id, str(facts.start), f"ar{said.kind}{said.verb}"),
                quote=document.text[facts.start : facts.end],
                start=facts.start,
                end=facts.end,
                claimant=said.source.name if said.source else None,
                claimant_side=said.source.side if said.source else ClaimantSide.UNKNOWN,
                stance=STANCE_OF[said.kind],
                place=dataclasses.replace(act.place, implied=True) if act.place is not None else None,
                killed=Counts().killed,
                wounded=Counts().wounded,
                victims=(),
                actors=actors,
                weapon=None,
                confidence=Band.LOW,
                slots=NO_BANDS,
            )


def _outside_dates(
    quantities: Sequence[Quantity], words: Sequence[Word], dates: Sequence[TimeExpression]
) -> list[Quantity]:
    """Numbers of people that are no part of a date: "12 March"."""
    return [
        q
        for q in quantities
        if not any(e.start < words[q.last].end and words[q.first].start < e.end for e in dates)
    ]


def _says_little(account: _Account, facts: _Facts, focus: Focus) -> bool:
    """Whether a clause without a place is too weak to be tied to the place spoken of before."""
    text = facts.flat.text.strip()
    far = facts.index - focus.place_sentence > FAR
    headline = len(text) < LONGEST_HEADLINE and text[-1:] not in ".!?؟\"'”’)…:;،؛»"
    return far or headline or not _worth_inheriting(account)


def _worth_inheriting(account: _Account) -> bool:
    if account.counts.reported or (account.said is not None and account.said.kind != "assert"):
        return True
    blamed = any(a.role in PERPETRATOR_ROLES for a in account.actors)
    pointing = account.clause.main.definite or account.clause.only_effects
    return pointing and blamed


def _pass_day(facts: _Facts, focus: Focus) -> None:
    """Remember the last single day that a sentence gives."""
    days = [e.days for e in facts.dates if e.days is not None]
    single = [d for d in days if _is_day(d)]
    if single:
        focus.day, focus.day_sentence, focus.day_paragraph = single[-1], facts.index, focus.paragraph


def _is_day(days: DateRange) -> bool:
    return days.precision is DatePrecision.DAY and days.kind is DateKind.UNCERTAIN
