"""From a report to its claims: every stage of :mod:`incidents.extract` in order, sentence by sentence."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from incidents import __version__
from gazetteer.places import PlaceKind
from incidents.extract.attribution import Attribution, Source, Speakers, attribution_for, find_attributions
from incidents.extract.casualties import Counts, count
from incidents.extract.dates import TimeExpression, find_dates
from incidents.extract.flags import Flagged, frame_flags, sentence_flag
from incidents.extract.frames import Frame, build_frames, clauses
from incidents.extract.lexicon import Lexicon, load_lexicon
from incidents.extract.matching import ActorMention, Matchers, Trigger
from incidents.extract.mentions import PlacePhrase, place_phrases, resolve_phrase
from incidents.extract.nlp import Sentence, parse, sentence_spans
from incidents.extract.protocol import Places
from incidents.extract.quantities import Quantity, find_quantities
from incidents.extract.roles import accused, assign_roles
from incidents.extract.event_types import decide_type
from incidents.model import (
    EVENT_TYPE_OF,
    EventType,
    Actor,
    Band,
    Claim,
    ClaimantSide,
    DateKind,
    DatePrecision,
    DateRange,
    Document,
    Flag,
    Precision,
    ResolvedPlace,
    Role,
    Stance,
    SubEventType,
    stable_id,
)

EXTRACTOR: Final = f"rules/{__version__}"
FAR: Final = 6
"""Sentences after which a place spoken of before is no longer taken for that of a new event."""
ONE_DAY: Final = dt.timedelta(days=1)
_SPOTS: Final = frozenset({Precision.SITE, Precision.NEIGHBOURHOOD, Precision.SETTLEMENT})
_CITY: Final = frozenset({Precision.SETTLEMENT})
_ON_THE_WAY: Final = re.compile(
    r"\b(?:from|to|towards?|via|through|reached|left|leaving|for|between)\s+(?:the\s+)?$", re.I
)
_WEAPON_VERBS: Final = frozenset(
    "explode exploded exploding exploded hit hits hitting struck strikes striking fell falls falling fall landed lands landing land fired fires firing "
    "launched launching launches dropped dropping drops detonated detonating rained raining smashed slammed crashed went goes targeted "
    "ripped tore blew planted placed hurled threw thrown lobbed set triggered used using".split()
)
_BLAMABLE: Final = frozenset(
    {EventType.VIOLENCE, EventType.EXPLOSIONS, EventType.PROTESTS, EventType.BATTLES}
)
_DENIED: Final = re.compile(
    r"\b(?:any (?:part|role|involvement|responsibility)|responsibility|involvement|accusations?|allegations?|claims?|charges?|reports?|it|carrying out|being behind|using|targeting|hand in)\b",
    re.I,
)
_OF_WOUNDS: Final = re.compile(r"\b(?:of|from)\s+(?:his|her|their|the)?\s*(?:wounds|injuries)\b", re.I)
_STANCES: Final = {
    "deny": Stance.DENIES,
    "blame": Stance.REPORTS_BLAME,
    "admit": Stance.ASSERTS,
    "assert": Stance.ASSERTS,
}
_SETTLEMENT_WORDS: Final = frozenset({"city", "town", "village", "hamlet"})
_AREA_WORDS: Final = frozenset(
    {"district", "neighbourhood", "neighborhood", "area", "camp", "suburb", "enclave", "quarter"}
)
_BACK_REFERENCES: Final = frozenset(
    {
        "attack",
        "killing",
        "blast",
        "explosion",
        "massacre",
        "strike",
        "raid",
        "bombing",
        "shelling",
        "clash",
        "shooting",
        "execution",
        "violence",
        "carnage",
        "airstrike",
        "air strike",
        "assault",
        "air raid",
        "murder",
        "atrocity",
        "offensive",
    }
)


@dataclass
class Focus:
    """What the report is speaking of: the last place, city and event."""

    place: ResolvedPlace | None = None
    city: str | None = None
    settlement: ResolvedPlace | None = None
    sentence: int = -99
    dates: DateRange | None = None
    lead: ResolvedPlace | None = None
    said: dt.date | None = None
    others: list[str] = field(default_factory=list)
    event: Claim | None = None
    """The last act told of that somebody can be blamed for."""

    def see(self, place: ResolvedPlace, sentence: int) -> None:
        self.place, self.sentence = place, sentence
        if place.precision in _CITY and place.name:
            self.city, self.settlement = place.name, place
        if self.lead is None:
            self.lead = place
        if place.place_id and place.place_id not in self.others:
            self.others.append(place.place_id)


@dataclass(frozen=True, slots=True)
class _SentenceFacts:
    """All that was found in one sentence before its frames are read."""

    sentence: Sentence
    sent: Any
    places: Sequence[tuple[PlacePhrase, ResolvedPlace, frozenset[int]]]
    dates: Sequence[tuple[TimeExpression, frozenset[int]]]
    actors: Sequence[ActorMention]
    attributions: Sequence[Attribution]
    quantities: Sequence[Quantity]
    furniture: Flagged | None
    triggers: Sequence[Trigger] = ()
    speaker: Source | None = None
    """Who speaks in a sentence without attribution that is a quotation or in the first person."""


class Extractor:
    """Reads reports into claims.

    Parameters
    ----------
    places : Places
        Finds and resolves place names; a :class:`gazetteer.Gazetteer` or anything of that shape.
    nlp : spacy.language.Language
        An English model with tagger and parser, as :func:`incidents.extract.nlp.load_model` gives.
    lexicon : Lexicon, optional
        The word lists; the ones shipped by default.
    scheme : str
        How vague numbers are read: "acled" or "literal".
    """

    def __init__(
        self, places: Places, nlp: Any, lexicon: Lexicon | None = None, scheme: str = "acled"
    ) -> None:
        self.places = places
        self.nlp = nlp
        self.lexicon = lexicon or load_lexicon()
        self.scheme = scheme
        self.matchers = Matchers(nlp, self.lexicon)

    def extract(self, document: Document) -> list[Claim]:
        """All claims of a report, in the order of its text; those that stay off the map carry flags."""
        focus, speakers = Focus(), Speakers()
        claims: list[Claim] = []
        for sentence in parse(self.nlp, sentence_spans(document.text), document.text):
            facts = self._facts(sentence, document, focus, speakers)
            claims += self._claims(facts, document, focus, claims)
        return claims

    def _facts(
        self, sentence: Sentence, document: Document, focus: Focus, speakers: Speakers
    ) -> _SentenceFacts:
        sent = sentence.tokens
        base = sent.start_char
        resolved = []
        for phrase in place_phrases(sentence.text, self.places):
            tokens = _tokens_of(sent, base + phrase.start, base + phrase.end)
            place = resolve_phrase(phrase, self.places, city=focus.city, others=tuple(focus.others))
            if not place.located and not phrase.foreign:
                place = self._inside_known(phrase, place, focus)
            resolved.append((phrase, place, tokens))
            if place.located and place.precision is Precision.SETTLEMENT and place.name:
                focus.city = place.name
            elif phrase.parent:
                focus.city = phrase.parent
        anchor = focus.dates.start if focus.dates else None
        dates = [
            (e, _tokens_of(sent, base + e.start, base + e.end))
            for e in find_dates(sentence.text, document.published, anchor)
        ]
        attributions = find_attributions(sent, self.lexicon, speakers)
        triggers = self.matchers.triggers(sent)
        speaker = speakers.last if not attributions and _quoted(sentence.text) else None
        return _SentenceFacts(
            sentence, sent, resolved, dates, self.matchers.actors(sent, triggers), attributions,
            find_quantities(sent, self.lexicon, self.scheme), sentence_flag(sentence.text, self.lexicon.cues),
            triggers, speaker,
        )  # fmt: skip

    def _inside_known(self, phrase: PlacePhrase, unknown: ResolvedPlace, focus: Focus) -> ResolvedPlace:
        """Locate a place that no table knows by the known one its phrase names: "the Mallah farms in Aleppo"."""
        for name, near in (
            (phrase.parent, False),
            (phrase.near or phrase.bearing, True),
            (next(iter(phrase.governorates), None), False),
        ):
            if name is None:
                continue
            kind = PlaceKind.GOVERNORATE if name in phrase.governorates else None
            around = dataclasses.replace(
                phrase,
                text=name,
                hint=kind,
                parent=None,
                near=None,
                bearing=None,
                governorates=(),
                anaphoric_city=False,
                near_settlement=near or phrase.hint is not PlaceKind.NEIGHBOURHOOD,
            )
            found = resolve_phrase(around, self.places, city=None, others=tuple(focus.others))
            if found.located:
                reason = f"“{phrase.text}” itself is not known; the phrase places it by {found.name}"
                return dataclasses.replace(
                    found, mention=phrase.text, reason=reason, score=min(found.score, 0.5)
                )
        return unknown

    def _claims(
        self, facts: _SentenceFacts, document: Document, focus: Focus, before: list[Claim]
    ) -> list[Claim]:
        source_tokens = (
            frozenset().union(*(a.source_tokens for a in facts.attributions))
            if facts.attributions
            else frozenset()
        )
        triggers = [t for t in facts.triggers if not (set(range(t.first, t.last + 1)) & source_tokens)]
        if not triggers:
            self._note_places(facts, focus, source_tokens)
            return self._pointing_back(facts, document, focus, frozenset())
        triggers = [t for t in triggers if not t.form.needs_place or _takes_place(t, facts)]
        clause_of = clauses(facts.sent)
        triggers = [t for t in triggers if not t.form.weapon or _goes_off(t, triggers, clause_of, facts.sent)]
        own = self._attached_places(triggers, facts)
        places_of = dict(zip(triggers, own, strict=True))
        found: list[Claim] = []
        for frame in build_frames(facts.sent, triggers, own):
            attached = frozenset().union(*(places_of[t] for t in frame.triggers))
            found += self._read_frame(frame, facts, document, focus, attached, source_tokens)
        found += self._pointing_back(facts, document, focus, frozenset(t.head for t in triggers))
        for claim in found:
            if claim.event_type in _BLAMABLE and not claim.flags and claim.stance is Stance.ASSERTS:
                focus.event = claim
        told = [c.place for c in found if c.place is not None and c.place.located and not c.place.implied]
        for place in told:
            focus.see(place, facts.sentence.index)
        if not told:
            self._note_places(facts, focus, source_tokens)
        return found

    def _pointing_back(
        self, facts: _SentenceFacts, document: Document, focus: Focus, heads: frozenset[int]
    ) -> list[Claim]:
        """Statements of blame, denial or admission that name no event again: "They blamed shabbiha", "It denied any part"."""
        act = focus.event
        if act is None or facts.furniture is not None:
            return []
        found = []
        for attribution in facts.attributions:
            if attribution.kind == "assert" or attribution.negated or heads & attribution.scope:
                continue
            actors = accused(facts.sent, facts.actors, attribution)
            denies = attribution.kind == "deny" and _DENIED.search(facts.sentence.text)
            if not actors and not denies:
                continue
            place = dataclasses.replace(act.place, implied=True) if act.place is not None else None
            start, end = facts.sentence.start, facts.sentence.start + len(facts.sentence.text)
            source = attribution.source
            found.append(
                Claim(
                    id=stable_id("clm", document.id, str(start), f"{attribution.kind}{attribution.verb}"),
                    document_id=document.id, quote=document.text[start:end], start=start, end=end,
                    claimant=source.name if source else None,
                    claimant_side=source.side if source else ClaimantSide.UNKNOWN,
                    stance=_STANCES[attribution.kind], event_type=act.event_type, sub_event_type=act.sub_event_type,
                    dates=act.dates, place=place, actors=() if denies else actors, flags=act.flags,
                    flag_reason=act.flag_reason, confidence=Band.LOW, extractor=EXTRACTOR,
                )
            )  # fmt: skip
        return found

    def _note_places(self, facts: _SentenceFacts, focus: Focus, source_tokens: frozenset[int]) -> None:
        """A sentence without an event still moves the report to the places it names."""
        for phrase, place, tokens in facts.places:
            on_the_way = _ON_THE_WAY.search(facts.sentence.text[: phrase.start])
            if place.located and not phrase.context_only and not tokens & source_tokens and not on_the_way:
                focus.see(place, facts.sentence.index)

    def _attached_places(self, triggers: Sequence[Trigger], facts: _SentenceFacts) -> list[frozenset[str]]:
        """For each trigger the places that hang on it alone: "an assault on Idlib", "clashes in Hama"."""
        names: list[set[str]] = [set() for _ in triggers]
        for phrase, place, tokens in facts.places:
            if phrase.context_only or not place.located or not tokens:
                continue
            token = facts.sent[max(tokens)]
            for _ in range(9):
                index = token.i - facts.sent.start
                owner = next((i for i, t in enumerate(triggers) if t.first <= index <= t.last), None)
                if owner is not None:
                    names[owner].add(place.place_id or phrase.text)
                if (
                    owner is not None
                    or token.head.i == token.i
                    or (token.pos_ in {"VERB", "AUX"} and index not in tokens)
                ):
                    break
                token = token.head
        return [frozenset(own) for own in names]

    def _read_frame(
        self, frame: Frame, facts: _SentenceFacts, document: Document, focus: Focus,
        attached: frozenset[str],
        source_tokens: frozenset[int],
    ) -> list[Claim]:  # fmt: skip
        head = next((t for t in frame.triggers if t.is_effect), frame.main).head
        attribution = attribution_for(head, facts.sent, list(facts.attributions))
        places, inherited = self._where(frame, facts, focus, attached, source_tokens)
        counts = count(frame, facts.sent, facts.quantities)
        actors = assign_roles(frame, facts.sent, facts.actors, attribution, self.matchers, counts.kinds)
        sub = decide_type(frame, facts.sent, counts, actors, self.matchers)
        if sub is None:
            return []
        written, days = self._when(frame, facts, document, focus)
        if written is None and inherited and focus.event is not None:
            days = focus.event.dates
        flagged = self._flags(frame, facts, document, sub, counts, written, places, inherited)
        far = facts.sentence.index - focus.sentence > FAR or _is_headline(facts.sentence.text)
        later = any(t.form.base in {"die", "perish"} for t in frame.triggers) and _OF_WOUNDS.search(
            facts.sentence.text
        )
        weak = inherited and (far or bool(later) or not _worth_inheriting(frame, counts, actors, attribution))
        claims = []
        for place, restrict in self._shares(places, frame, facts, counts):
            share = count(frame, facts.sent, facts.quantities, restrict) if restrict is not None else counts
            reasons = list(flagged)
            if place is None or not place.located:
                reasons.append(Flagged(Flag.NO_PLACE, "no place in Syria is named with it"))
            elif weak:
                reasons.append(Flagged(Flag.NO_PLACE, "the place is only implied and little else is said"))
            claims.append(
                self._claim(
                    document, facts, frame, sub, place, days, share, actors, attribution, reasons, inherited
                )
            )
        if claims and not flagged and not inherited and claims[0].place is not None:
            focus.dates = days or focus.dates
        return claims

    def _shares(
        self, places: Sequence[ResolvedPlace], frame: Frame, facts: _SentenceFacts, counts: Counts
    ) -> list[tuple[ResolvedPlace | None, frozenset[int] | None]]:
        """Give each of several places its own numbers: "10 in Homs and five in Hama"."""
        if len(places) <= 1:
            return [(places[0] if places else None, None)]
        order = sorted(
            (min(tokens), place) for _, place, tokens in facts.places if place in places and tokens
        )
        quantities = [q for q in facts.quantities if q.first in counts.used]
        if len(quantities) < 2:
            return [(place, frozenset()) for _, place in order]
        shares: list[tuple[ResolvedPlace | None, frozenset[int] | None]] = []
        for i, (position, place) in enumerate(order):
            previous = order[i - 1][0] if i else -1
            own = frozenset(q.first for q in quantities if previous < q.first < position)
            shares.append((place, own))
        return shares

    def _where(
        self,
        frame: Frame,
        facts: _SentenceFacts,
        focus: Focus,
        own: frozenset[str],
        source_tokens: frozenset[int],
    ) -> tuple[list[ResolvedPlace], bool]:
        """The places of a frame, and whether they were only carried over from before."""
        usable = [
            (phrase, place, tokens)
            for phrase, place, tokens in facts.places
            if not phrase.context_only
            and tokens
            and (place.located or phrase.foreign)
            and not tokens & source_tokens
        ]
        attached = [item for item in usable if (item[1].place_id or item[0].text) in own]
        in_clause = [item for item in usable if item[2] & frame.tokens]
        chosen = _unique(attached) or _unique(in_clause)
        if not chosen:
            others = [
                item for item in usable if item[1].located and not self._in_other_event(item, frame, facts)
            ]
            chosen = sorted(others, key=lambda item: abs(min(item[2]) - frame.main.head))[:1]
        foreign = [item for item in chosen if item[0].foreign]
        located = [item[1] for item in chosen if item[1].located]
        spoken_of = _spoken_of(frame, facts, focus)
        if located and not (spoken_of and all(p.precision not in _SPOTS for p in located)):
            return _finest(located), False
        if foreign:
            return [ResolvedPlace(mention=foreign[0][0].text, reason=f"in {foreign[0][0].foreign}")], False
        if spoken_of is not None:
            return [spoken_of], False
        recent = focus.place is not None and facts.sentence.index - focus.sentence <= 2 * FAR
        carried = focus.place if recent else focus.lead
        if carried is None:
            return [], True
        return [
            dataclasses.replace(carried, implied=True, reason=f"carried over from before; {carried.reason}")
        ], True

    def _in_other_event(
        self, item: tuple[PlacePhrase, ResolvedPlace, frozenset[int]], frame: Frame, facts: _SentenceFacts
    ) -> bool:
        """Whether a place stands in a clause that only describes something ("which adjoins ... Baba Amr")."""
        token = facts.sent[max(item[2])]
        for _ in range(10):
            if token.dep_ in {"relcl", "acl"} and token.i - facts.sent.start not in frame.tokens:
                return True
            if token.head.i == token.i:
                return False
            token = token.head
        return False

    def _when(
        self, frame: Frame, facts: _SentenceFacts, document: Document, focus: Focus
    ) -> tuple[DateRange | None, DateRange | None]:
        """The days written for a frame, and the days to use: assumed from the report's when nothing is written."""
        speech = {a.verb for a in facts.attributions}
        own, other, said = [], [], None
        for expression, tokens in facts.dates:
            if expression.days is None or not tokens:
                continue
            head = facts.sent[min(tokens)]
            governor = _governor(head, tokens, facts.sent)
            if _of_the_war(head, tokens, facts.sent, self.lexicon.cues["cumulative"]["nouns"]):
                continue
            if governor in speech and governor not in frame.clauses:
                said = said or expression.days
            elif tokens & frame.tokens:
                own.append((expression, tokens))
            elif not _beside(governor, frame, facts.sent):
                other.append((expression, tokens))
        pool = own or other
        if pool:
            best = min(pool, key=lambda item: min(abs(min(item[1]) - t.head) for t in frame.triggers))
            days = best[0].days
            return days, days
        if said is not None:
            focus.said = said.end
        if document.published is None:
            return None, None
        day = said.end if said is not None and said.end <= document.published else document.published
        return None, DateRange(day - ONE_DAY, day, DatePrecision.DAY, DateKind.UNCERTAIN)

    def _flags(
        self, frame: Frame, facts: _SentenceFacts, document: Document, sub: SubEventType, counts: Counts,
        written: DateRange | None, places: Sequence[ResolvedPlace], inherited: bool,
    ) -> list[Flagged]:  # fmt: skip
        specific_place = (
            any(p.located and p.precision is not Precision.COUNTRY for p in places) and not inherited
        )
        flagged = frame_flags(
            frame, facts.sent, sub=sub, killed=counts.killed, days=written, has_place=specific_place,
            published_ordinal=document.published.toordinal() if document.published else None, cues=self.lexicon.cues,
        )  # fmt: skip
        if facts.furniture is not None:
            flagged.append(facts.furniture)
        if places and not places[0].located and places[0].reason.startswith("in "):
            flagged.append(Flagged(Flag.OTHER_COUNTRY, places[0].reason))
        if sub is SubEventType.AGREEMENT and inherited:
            flagged.append(Flagged(Flag.DIPLOMACY, "an agreement without a place"))
        return flagged

    def _claim(
        self, document: Document, facts: _SentenceFacts, frame: Frame, sub: SubEventType, place: ResolvedPlace | None,
        days: DateRange | None, counts: Counts, actors: tuple[Actor, ...], attribution: Attribution | None,
        reasons: Sequence[Flagged], inherited: bool,
    ) -> Claim:  # fmt: skip
        start = facts.sentence.start
        end = start + len(facts.sentence.text)
        stance = _STANCES[attribution.kind] if attribution is not None else Stance.ASSERTS
        if stance is Stance.DENIES:
            actors = tuple(
                dataclasses.replace(a, role=Role.PARTICIPANT) if a.role is Role.ALLEGED_PERPETRATOR else a
                for a in actors
            )
        source = attribution.source if attribution else facts.speaker
        side = source.side if source else (ClaimantSide.UNKNOWN if attribution else ClaimantSide.JOURNALIST)
        key = (
            document.id,
            str(start),
            str(frame.main.first),
            sub.value,
            place.place_id or place.mention if place else "",
        )
        return Claim(
            id=stable_id("clm", *key),
            document_id=document.id,
            quote=document.text[start:end],
            start=start,
            end=end,
            claimant=source.name if source else None,
            claimant_side=side,
            stance=stance,
            event_type=EVENT_TYPE_OF[sub],
            sub_event_type=sub,
            dates=days,
            place=place,
            killed=counts.killed,
            wounded=counts.wounded,
            victims=counts.groups,
            actors=actors,
            weapon=self.matchers.weapon(facts.sent, frame.tokens),
            flags=frozenset(r.flag for r in reasons),
            flag_reason="; ".join(dict.fromkeys(r.reason for r in reasons)),
            confidence=_confidence(place, counts, frame, inherited),
            extractor=EXTRACTOR,
        )


def _tokens_of(sent: Any, start: int, end: int) -> frozenset[int]:
    """Indices of the sentence's tokens that overlap the given characters of its document."""
    return frozenset(t.i - sent.start for t in sent if t.idx < end and t.idx + len(t) > start)


def _governor(token: Any, tokens: frozenset[int], sent: Any) -> int:
    """The verb a time expression hangs on."""
    while token.head.i != token.i and (token.i - sent.start in tokens or token.pos_ not in {"VERB", "AUX"}):
        token = token.head
    return int(token.i - sent.start)


def _goes_off(weapon: Trigger, triggers: Sequence[Trigger], clause_of: Sequence[int], sent: Any) -> bool:
    """Whether a weapon named is one used: its clause says so, or tells of what it did."""
    clause = clause_of[weapon.head]
    used = any(sent[i].lower_ in _WEAPON_VERBS for i, head in enumerate(clause_of) if head == clause)
    return used or any(clause_of[t.head] == clause and not t.form.weapon for t in triggers if t is not weapon)


def _takes_place(trigger: Trigger, facts: _SentenceFacts) -> bool:
    """Whether a verb's object is a place: "took the town", "Palmyra was taken"."""
    named = frozenset().union(*(tokens for phrase, _, tokens in facts.places if not phrase.foreign))
    for child in facts.sent[trigger.head].children:
        if child.dep_ in {"dobj", "nsubjpass"}:
            index = child.i - facts.sent.start
            if index in named or child.lower_ in _SETTLEMENT_WORDS | _AREA_WORDS | {
                "control",
                "base",
                "airport",
                "crossing",
                "positions",
            }:
                return True
    return False


def _spoken_of(frame: Frame, facts: _SentenceFacts, focus: Focus) -> ResolvedPlace | None:
    """The place that "there", "the town" or "the district" in a frame points back to, in this sentence or before."""
    sent = facts.sent
    for i in sorted(frame.tokens):
        before = [
            place
            for phrase, place, tokens in facts.places
            if tokens
            and max(tokens) < i
            and place.located
            and not phrase.context_only
            and place.precision in _SPOTS
        ]
        word = sent[i].lower_
        definite = (
            i > 0
            and sent[i - 1].lower_ in {"the", "that", "this"}
            or any(c.lower_ in {"the", "that", "this"} for c in sent[i].children)
        )
        attached = any(child.dep_ == "prep" and child.lower_ == "of" for child in sent[i].children)
        target = None
        if word == "there" and sent[i].dep_ in {"advmod", "pobj"}:
            target = before[-1] if before else focus.place
        elif definite and not attached and word in _SETTLEMENT_WORDS:
            target = next(
                (p for p in reversed(before) if p.precision in _CITY), focus.settlement or focus.place
            )
        elif definite and not attached and word in _AREA_WORDS:
            target = before[-1] if before else focus.place
        if target is not None:
            return dataclasses.replace(
                target, reason=f"“{sent[i].text}”, spoken of before; {target.reason}", implied=False
            )
    return None


def _beside(governor: int, frame: Frame, sent: Any) -> bool:
    """Whether a verb belongs to a relative clause or a coordinate event of its own, so that its date is not ours."""
    token = sent[governor]
    for _ in range(8):
        index = token.i - sent.start
        if index in frame.clauses or token.head.i == token.i:
            return False
        if token.dep_ == "relcl":
            return True
        token = token.head
    return False


def _of_the_war(token: Any, tokens: frozenset[int], sent: Any, nouns: frozenset[str]) -> bool:
    """Whether a date is that of the war or the uprising, not of the event: "since the war began in March 2011"."""
    while token.head.i != token.i:
        token = token.head
        if token.i - sent.start in tokens:
            continue
        if token.lower_ in nouns or token.lower_ in {
            "began",
            "started",
            "erupted",
            "outbreak",
            "beginning",
            "start",
            "passed",
        }:
            return True
        if token.pos_ in {"VERB", "AUX"}:
            return False
    return token.lower_ in {"began", "started", "erupted"}


def _unique(
    items: Sequence[tuple[PlacePhrase, ResolvedPlace, frozenset[int]]],
) -> list[tuple[PlacePhrase, ResolvedPlace, frozenset[int]]]:
    seen: dict[str, tuple[PlacePhrase, ResolvedPlace, frozenset[int]]] = {}
    for item in items:
        seen.setdefault(item[1].place_id or item[0].text, item)
    return list(seen.values())


_FINENESS: Final = (
    Precision.SITE,
    Precision.NEIGHBOURHOOD,
    Precision.SETTLEMENT,
    Precision.NEAR_SETTLEMENT,
    Precision.SUBDISTRICT,
    Precision.DISTRICT,
    Precision.AREA,
    Precision.GOVERNORATE,
    Precision.COUNTRY,
)


def _finest(places: Sequence[ResolvedPlace]) -> list[ResolvedPlace]:
    """Drop areas when towns are named beside them."""
    ranks = [_FINENESS.index(p.precision) if p.precision else 9 for p in places]
    if min(ranks) <= 3:
        return [p for p, r in zip(places, ranks, strict=True) if r <= 3]
    return list(places)


def _quoted(text: str) -> bool:
    """A sentence somebody else says: in quotation marks, or "we" and "I" where the marks were lost."""
    return text[:1] in '"“' or bool(re.search(r"\b(?:We|I|we|our|my)\b", text))


def _is_headline(text: str) -> bool:
    """A heading inside or above the text: "- Troops kill 10 children -", or a line without a final stop."""
    stripped = text.strip()
    return (
        stripped.startswith(("- ", "-- "))
        and stripped.endswith("-")
        or len(stripped) < 110
        and stripped[-1:] not in ".!?\"'”’)…:;"
    )


def _worth_inheriting(
    frame: Frame, counts: Counts, actors: Sequence[Actor], attribution: Attribution | None
) -> bool:
    """Whether a frame without a place of its own says enough to be tied to the place spoken of before."""
    if counts.killed.reported or counts.wounded.reported:
        return True
    if attribution is not None and attribution.kind in {"blame", "deny", "admit"}:
        return True
    referring = frame.main.form.base in _BACK_REFERENCES or any(t.is_effect for t in frame.triggers)
    return referring and any(a.role in {Role.INITIATOR, Role.ALLEGED_PERPETRATOR} for a in actors)


def _confidence(place: ResolvedPlace | None, counts: Counts, frame: Frame, inherited: bool) -> Band:
    if place is None or not place.located or inherited:
        return Band.LOW
    strong = place.score >= 0.8 and (counts.killed.reported or frame.main.is_specific)
    return Band.HIGH if strong else Band.MEDIUM
