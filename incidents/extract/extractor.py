"""From a report to its claims: every stage of :mod:`incidents.extract` in order, sentence by sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from incidents.extract.account import Account
from incidents.extract.anaphora import NEXT, carried_on
from incidents.extract.arabic import ArabicReader
from incidents.extract.attribution import attribution_for, clause_breaks
from incidents.extract.background import is_state
from incidents.extract.blame import as_told_by
from incidents.extract.casualties import Counts, count
from incidents.extract.claims import (
    EXTRACTOR,
    distinct,
    flags_of,
    make_claim,
    place_flag,
    pointing_back,
    says_little,
    told_of_doer,
)
from incidents.extract.confidence import slot_bands
from incidents.extract.dates import find_dates
from incidents.extract.event_types import decide_type
from incidents.extract.facts import NamedDays, SentenceFacts
from incidents.extract.filtering import worth_parsing
from incidents.extract.focus import Focus, last_act
from incidents.extract.frames import Frame, build_frames
from incidents.extract.furniture import REACH, sentence_flag
from incidents.extract.languages import sort_by_language
from incidents.extract.lexicon import Lexicon, load_lexicon
from incidents.extract.matching import Matchers, Trigger
from incidents.extract.named_victims import taken_by, with_named
from incidents.extract.nlp import Sentence, parse, sentence_spans
from incidents.extract.objects import telling
from incidents.extract.parse_tree import index_of, overlaps, tokens_of
from incidents.extract.placing import (
    Where,
    attached_days,
    attached_places,
    named_places,
    where,
    without_refuges,
)
from incidents.extract.plural import for_each_act
from incidents.extract.protocol import Places
from incidents.extract.quantities import find_quantities
from incidents.extract.quotations import Speech, read_speech
from incidents.extract.roles import assign_roles, denying
from incidents.extract.sharing import shares
from incidents.extract.timing import Told, When, day_told, last_day, when
from incidents.extract.word_classes import WordClasses
from incidents.model import ACTING_ROLES, Actor, Claim, ClaimantSide, Document, EventType, SubEventType

__all__ = ["EXTRACTOR", "Extractor", "Reading"]

_TOLLED: Final = frozenset({EventType.EXPLOSIONS, EventType.RIOTS})
_SIDE_BY_SIDE: Final = frozenset({"while", "meanwhile", "whereas", "separately", "elsewhere"})
_EVERYDAY: Final = frozenset({SubEventType.ATTACK, SubEventType.ARMED_CLASH, SubEventType.ARRESTS})
"""Kinds so general that a day written for one says nothing of another."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in a report."""

    claims: tuple[Claim, ...]
    remarks: tuple[str, ...]
    """What a person should know of it: languages left out, and what was not understood."""
    extractor: str = EXTRACTOR
    """Name and version of what read it."""


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
        self.classes = WordClasses(nlp)
        self.arabic = ArabicReader(places, scheme)

    def extract(self, document: Document) -> list[Claim]:
        """All claims of a report, in the order of its text; those that stay off the map carry flags."""
        return list(self.read(document).claims)

    def read(self, document: Document) -> Reading:
        """The claims of a report, as :meth:`extract` gives them, and what of it was not read."""
        languages = sort_by_language(document.text, sentence_spans(document.text))
        claims, remarks = self._english(document, languages.english), languages.remarks
        if languages.arabic:
            arabic = self.arabic.reading(document, [(start, end) for _, start, end in languages.arabic])
            claims = sorted([*claims, *arabic.claims], key=lambda claim: claim.start or 0)
            if arabic.unread:
                sentences = "sentence" if arabic.unread == 1 else "sentences"
                said = f"{arabic.unread} Arabic {sentences} with a word for an event not understood"
                remarks = (*remarks, said)
        return Reading(tuple(distinct(claims)), remarks)

    def _english(self, document: Document, sentences: Sequence[tuple[int, int, int]]) -> list[Claim]:
        focus = Focus()
        claims: list[Claim] = []
        parsed = list(parse(self.nlp, sentences, document.text, self._worth, self.classes.pipe))
        for sentence, speech in zip(parsed, read_speech(parsed, self.lexicon), strict=True):
            if not sentence.parsed:
                self._pass_by(sentence, document, focus)
                continue
            facts = self._facts(sentence, speech, document, focus)
            found = self._claims(facts, document, focus)
            claims += [*found, *for_each_act(found, claims)]
        return claims

    def _worth(self, sentences: Sequence[Any]) -> list[bool]:
        return worth_parsing(sentences, self.matchers, self.places)

    def _pass_by(self, sentence: Sentence, document: Document, focus: Focus) -> None:
        """Take from a sentence without an event what the ones after it may point back to: its places and its day."""
        places = named_places(sentence, self.places, focus, self.lexicon.where)
        facts = SentenceFacts.without_event(sentence, places, self._days(sentence, document, focus))
        focus.follow((), facts)
        focus.pass_day(last_day(facts.dates), facts)

    def _days(self, sentence: Sentence, document: Document, focus: Focus) -> list[NamedDays]:
        sent, anchor = sentence.tokens, focus.dates.start if focus.dates else None
        return [
            NamedDays(e, tokens_of(sent, sent.start_char + e.start, sent.start_char + e.end))
            for e in find_dates(sentence.text, document.published, anchor)
        ]

    def _facts(self, sentence: Sentence, speech: Speech, document: Document, focus: Focus) -> SentenceFacts:
        """Let every reader look at a sentence."""
        sent, text, lexicon = sentence.tokens, sentence.text, self.lexicon
        named = named_places(sentence, self.places, focus, lexicon.where)
        places = without_refuges(named, sent, lexicon.where)
        triggers = self.matchers.triggers(sent)
        before = document.text[max(0, sentence.start - REACH) : sentence.start]
        end = sentence.start + len(text)
        actors = focus.cast.fill_in(self.matchers.actors(sent, triggers), sent, triggers, lexicon)
        counted = find_quantities(sent, lexicon, self.scheme)
        return SentenceFacts(
            sentence=sentence,
            places=places,
            dates=self._days(sentence, document, focus),
            actors=actors,
            attributions=speech.attributions,
            quantities=with_named(counted, sent, triggers, taken_by(places, actors), lexicon),
            furniture=sentence_flag(text, lexicon.cues, before, document.text[end : end + REACH]),
            triggers=triggers,
            speaker=speech.speaker,
        )

    def _claims(self, facts: SentenceFacts, document: Document, focus: Focus) -> list[Claim]:
        """The claims of a sentence; `focus` moves on to what they tell."""
        triggers = self._triggers(facts)
        own = attached_places(triggers, facts)
        places_of = dict(zip(triggers, own, strict=True))
        found: list[Claim] = []
        days, clauses = attached_days(triggers, facts), self.lexicon.clauses
        for frame in build_frames(facts.sent, triggers, own, days, facts.clause_of, clauses):
            attached = frozenset[str]().union(*(places_of[t] for t in frame.triggers))
            found += self._read_frame(frame, facts, document, focus, attached, found[-1:])
        heads = frozenset(t.head for t in triggers)
        act = last_act(found) or focus.event
        found += pointing_back(facts, document, act, heads, self.lexicon)
        found += told_of_doer(facts, document, act, heads, self.lexicon)
        focus.follow(found, facts)
        focus.pass_day(day_told(facts, self.lexicon), facts)
        return found

    def _triggers(self, facts: SentenceFacts) -> list[Trigger]:
        """The event words that do tell of an event here."""
        triggers = [t for t in facts.triggers if not overlaps(t.first, t.last, facts.source_tokens)]
        triggers = list(telling(triggers, facts, self.lexicon))
        triggers = [t for t in triggers if not t.form.needs_people or self._takes_people(t, facts)]
        triggers = [t for t in triggers if not is_state(t, facts.sent, self.lexicon.cues)]
        return [t for t in triggers if not t.form.weapon or self._goes_off(t, triggers, facts)]

    def _takes_people(self, trigger: Trigger, facts: SentenceFacts) -> bool:
        """Whether people are who a verb was done to: "eliminated 20 terrorists", "terrorists were wiped out"."""
        people = self.lexicon.victims
        below = [c for c in facts.sent[trigger.head].children if c.dep_ in {"dobj", "nsubjpass"}]
        below += [p for c in below for of in c.children if of.lower_ == "of" for p in of.children]
        return any(c.lower_ in people for c in below)

    def _goes_off(self, weapon: Trigger, triggers: Sequence[Trigger], facts: SentenceFacts) -> bool:
        """Whether a weapon named is one used: its clause says so, or tells of what it did.

        A clause that describes the weapon says so too: "rockets fired by a jet", "bombs that were dropped on".
        """
        clause_of, sent = facts.clause_of, facts.sent
        clause = clause_of[weapon.head]
        described = {index_of(c, sent) for c in sent[weapon.head].children if c.dep_ in {"acl", "relcl"}}
        verbs = self.lexicon.sorting.weapon_verbs
        if any((h == clause or h in described) and facts.words[i] in verbs for i, h in enumerate(clause_of)):
            return True
        return any(clause_of[t.head] == clause and not t.form.weapon for t in triggers)

    def _read_frame(
        self,
        frame: Frame,
        facts: SentenceFacts,
        document: Document,
        focus: Focus,
        attached: frozenset[str],
        before: Sequence[Claim],
    ) -> Iterator[Claim]:
        """The claims of one frame: one for each of its places; `before` is the sentence's claim before it, if any."""
        account = self._account(frame, facts, document, focus, attached, before)
        if account is None:
            return
        flagged = flags_of(account, document, self.lexicon)
        weak = says_little(account, focus, self.lexicon.sorting)
        for share in shares(account.where.places, frame, facts, account.counts, self.lexicon):
            unplaced = share.flagged or place_flag(share.place, weak=weak)
            reasons = [*flagged, unplaced] if unplaced is not None else flagged
            slots = slot_bands(account, share.place, share.counts, shared=share.apart, lexicon=self.lexicon)
            yield make_claim(account, document, share.place, account.when.days, share.counts, reasons, slots)
        if account.where.places and not flagged and not account.where.carried_over:
            focus.dates = account.when.days or focus.dates
            focus.date(account.sub, account.when.written)

    def _account(
        self,
        frame: Frame,
        facts: SentenceFacts,
        document: Document,
        focus: Focus,
        attached: frozenset[str],
        before: Sequence[Claim],
    ) -> Account | None:
        """Everything a frame says, or None when its words name no event."""
        head = next((t for t in frame.triggers if t.is_effect), frame.main).head
        breaks = clause_breaks(facts.sent, self.lexicon)
        attribution = attribution_for(head, facts.attributions, breaks) or attribution_for(
            frame.main.head, facts.attributions
        )
        place = where(frame, facts, focus, attached, self.lexicon.where)
        counts = count(frame, facts.sent, facts.quantities, self.lexicon)
        source = attribution.source if attribution else facts.speaker
        mentions = as_told_by(source.side if source else ClaimantSide.UNKNOWN, facts.actors, self.lexicon)
        actors = assign_roles(frame, facts.sent, mentions, attribution, self.matchers)
        deniers = denying(mentions, attribution)
        sub = decide_type(frame, facts.sent, counts, actors, self.matchers, deniers)
        if sub is None:
            return None
        act = _same_act(sub, before, place, frame, facts)
        if act is not None and _is_bare_toll(frame, counts, actors, act.actors):
            sub = act.sub_event_type
        elif _is_bare_toll(frame, counts, actors):
            sub = _same_blast(sub, facts, focus)
        if focus.event is not None and 0 < facts.index - focus.event_sentence <= NEXT:
            actors = carried_on(actors, sub, frame, facts.sent, focus.event, self.lexicon)
        time = when(frame, facts, document.published, self.lexicon)
        if time.open:
            main_day = None if sub in _EVERYDAY else focus.dated.get(sub)
            told = focus.running_day(facts) or main_day
            time = When(None, told, Told.BEFORE) if told is not None else time
        if time.open and place.carried_over and focus.event is not None:
            time = When(None, focus.event.dates, Told.BEFORE)
        weapon = self.matchers.weapon(facts.sent, frame.tokens)
        return Account(frame, facts, attribution, sub, counts, actors, time, place, weapon)


def _is_bare_toll(frame: Frame, counts: Counts, actors: Sequence[Actor], known: Sequence[Actor] = ()) -> bool:
    """Whether a frame says only how many died or were hurt, not by what and by whom, but for those `known` before."""
    named = {a.category for a in known}
    acting = any(a.role in ACTING_ROLES and a.category not in named for a in actors)
    return counts.reported and not acting and all(t.is_effect for t in frame.triggers)


def _same_act(
    sub: SubEventType, before: Sequence[Claim], where: Where, frame: Frame, facts: SentenceFacts
) -> Claim | None:
    """The blast or riot that a toll is of, told before in the same sentence: "a rally became a riot, two were hurt".

    None when the sentence tells of another place, or puts the two side by side ("while").
    """
    general = sub in {SubEventType.ATTACK, SubEventType.ARMED_CLASH}
    told = next((c for c in before if c.event_type in _TOLLED and not c.flags), None)
    if told is None or not general or told.place is None:
        return None
    here = all(p.place_id == told.place.place_id for p in where.places)
    first = min(t.first for t in frame.triggers)
    apart = any(word in _SIDE_BY_SIDE for word in facts.words[:first])
    return told if here and not apart else None


def _same_blast(sub: SubEventType, facts: SentenceFacts, focus: Focus) -> SubEventType:
    """Kind of a bare toll: that of the bombing told of right before.

    "Jets bombed three towns. In Talbiseh 17 people were killed." Those who shot, stabbed or fought are named otherwise,
    so a bare toll goes on with what was told.
    """
    before = focus.event
    near = facts.index - focus.event_sentence <= NEXT
    general = sub in {SubEventType.ATTACK, SubEventType.ARMED_CLASH}
    if general and near and before is not None and before.event_type is EventType.EXPLOSIONS:
        return before.sub_event_type
    return sub
