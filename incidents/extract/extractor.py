"""From a report to its claims: every stage of :mod:`incidents.extract` in order, sentence by sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from incidents.extract.attribution import Speakers, attribution_for, find_attributions
from incidents.extract.background import is_state
from incidents.extract.casualties import Counts, count
from incidents.extract.claims import (
    EXTRACTOR,
    Account,
    flags_of,
    make_claim,
    place_flag,
    pointing_back,
    says_little,
)
from incidents.extract.dates import find_dates
from incidents.extract.event_types import decide_type
from incidents.extract.facts import NamedDays, SentenceFacts
from incidents.extract.flags import sentence_flag
from incidents.extract.focus import Focus
from incidents.extract.frames import Frame, build_frames, clauses
from incidents.extract.lexicon import Lexicon, load_lexicon
from incidents.extract.matching import Matchers, Trigger
from incidents.extract.nlp import Sentence, parse, sentence_spans
from incidents.extract.parse_tree import index_of, overlaps, tokens_of
from incidents.extract.placing import attached_places, named_places, shares, where
from incidents.extract.protocol import Places
from incidents.extract.quantities import find_quantities
from incidents.extract.roles import assign_roles
from incidents.extract.timing import When, day_told, when
from incidents.model import Actor, Claim, Document, EventType, SubEventType

__all__ = ["EXTRACTOR", "Extractor"]

NEXT: Final = 2
"""Sentences after a bombing in which a toll without a cause is still that of the bombing."""

_EVERYDAY: Final = frozenset({SubEventType.ATTACK, SubEventType.ARMED_CLASH, SubEventType.ARRESTS})
"""Kinds so general that a day written for one says nothing of another."""

_FIRST_PERSON: Final = re.compile(r"\b(?:We|I|we|our|my)\b")


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
            found = self._claims(facts, document, focus)
            claims += found
        return claims

    def _facts(
        self, sentence: Sentence, document: Document, focus: Focus, speakers: Speakers
    ) -> SentenceFacts:
        """Let every reader look at a sentence."""
        sent, text, lexicon = sentence.tokens, sentence.text, self.lexicon
        places = named_places(sentence, self.places, focus, lexicon.where)
        anchor = focus.dates.start if focus.dates else None
        dates = [
            NamedDays(e, tokens_of(sent, sent.start_char + e.start, sent.start_char + e.end))
            for e in find_dates(text, document.published, anchor)
        ]
        attributions = find_attributions(sent, lexicon, speakers)
        triggers = self.matchers.triggers(sent)
        return SentenceFacts(
            sentence=sentence,
            places=places,
            dates=dates,
            actors=self.matchers.actors(sent, triggers),
            attributions=attributions,
            quantities=find_quantities(sent, lexicon, self.scheme),
            furniture=sentence_flag(text, lexicon.cues),
            triggers=triggers,
            speaker=speakers.last if not attributions and _spoken(text) else None,
        )

    def _claims(self, facts: SentenceFacts, document: Document, focus: Focus) -> list[Claim]:
        """The claims of a sentence; `focus` moves on to what they tell."""
        triggers, clause_of = self._triggers(facts), clauses(facts.sent)
        own = attached_places(triggers, facts)
        places_of = dict(zip(triggers, own, strict=True))
        found: list[Claim] = []
        for frame in build_frames(facts.sent, triggers, own, clause_of, self.lexicon.clauses):
            attached = frozenset[str]().union(*(places_of[t] for t in frame.triggers))
            found += self._read_frame(frame, facts, document, focus, attached)
        heads = frozenset(t.head for t in triggers)
        found += pointing_back(facts, document, focus.event, heads)
        focus.follow(found, facts)
        focus.pass_day(day_told(facts, self.lexicon), facts)
        return found

    def _triggers(self, facts: SentenceFacts) -> list[Trigger]:
        """The event words that do tell of an event here."""
        triggers = [t for t in facts.triggers if not overlaps(t.first, t.last, facts.source_tokens)]
        triggers = [t for t in triggers if not t.form.needs_place or self._takes_place(t, facts)]
        triggers = [t for t in triggers if not is_state(t, facts.sent, self.lexicon.cues)]
        clause_of = clauses(facts.sent)
        return [
            t for t in triggers if not t.form.weapon or self._goes_off(t, triggers, clause_of, facts.sent)
        ]

    def _takes_place(self, trigger: Trigger, facts: SentenceFacts) -> bool:
        """Whether a verb's object is a place: "took the town", "Palmyra was taken"."""
        words = self.lexicon.where
        ground = words.settlements | words.areas | words.takeable
        named = frozenset[int]().union(*(n.tokens for n in facts.places if not n.phrase.foreign))
        return any(
            child.dep_ in {"dobj", "nsubjpass"}
            and (index_of(child, facts.sent) in named or child.lower_ in ground)
            for child in facts.sent[trigger.head].children
        )

    def _goes_off(
        self, weapon: Trigger, triggers: Sequence[Trigger], clause_of: Sequence[int], sent: Any
    ) -> bool:
        """Whether a weapon named is one used: its clause says so, or tells of what it did."""
        clause = clause_of[weapon.head]
        verbs = self.lexicon.sorting.weapon_verbs
        if any(head == clause and sent[i].lower_ in verbs for i, head in enumerate(clause_of)):
            return True
        return any(clause_of[t.head] == clause and not t.form.weapon for t in triggers)

    def _read_frame(
        self, frame: Frame, facts: SentenceFacts, document: Document, focus: Focus, attached: frozenset[str]
    ) -> Iterator[Claim]:
        """The claims of one frame: one for each of its places."""
        account = self._account(frame, facts, document, focus, attached)
        if account is None:
            return
        flagged = flags_of(account, document, self.lexicon)
        weak = says_little(account, focus, self.lexicon.sorting)
        for place, restrict in shares(account.where.places, facts, account.counts):
            share = account.counts
            if restrict is not None:
                share = count(frame, facts.sent, facts.quantities, self.lexicon, restrict)
            unplaced = place_flag(place, weak=weak)
            reasons = [*flagged, unplaced] if unplaced is not None else flagged
            yield make_claim(account, document, place, account.when.days, share, reasons)
        if account.where.places and not flagged and not account.where.carried_over:
            focus.dates = account.when.days or focus.dates
            focus.date(account.sub, account.when.written)

    def _account(
        self, frame: Frame, facts: SentenceFacts, document: Document, focus: Focus, attached: frozenset[str]
    ) -> Account | None:
        """Everything a frame says, or None when its words name no event."""
        head = next((t for t in frame.triggers if t.is_effect), frame.main).head
        attribution = attribution_for(head, facts.attributions)
        place = where(frame, facts, focus, attached, self.lexicon.where)
        counts = count(frame, facts.sent, facts.quantities, self.lexicon)
        actors = assign_roles(frame, facts.sent, facts.actors, attribution, self.matchers)
        sub = decide_type(frame, facts.sent, counts, actors, self.matchers)
        if sub is None:
            return None
        sub = _same_raid(sub, frame, counts, actors, facts, focus)
        time = when(frame, facts, document.published, self.lexicon)
        if time.written is None:
            main_day = None if sub in _EVERYDAY else focus.dated.get(sub)
            time = When(None, focus.running_day(facts) or main_day or time.days)
        if time.written is None and place.carried_over and focus.event is not None:
            time = When(None, focus.event.dates)
        weapon = self.matchers.weapon(facts.sent, frame.tokens)
        return Account(frame, facts, attribution, sub, counts, actors, time, place, weapon)


def _same_raid(
    sub: SubEventType,
    frame: Frame,
    counts: Counts,
    actors: Sequence[Actor],
    facts: SentenceFacts,
    focus: Focus,
) -> SubEventType:
    """Kind of a killing that says no means: that of the bombing told of right before.

    "Jets bombed three towns. In Talbiseh 17 people were killed." Those who shot, stabbed or fought are named
    otherwise, so a bare toll goes on with what was told.
    """
    before = focus.event
    bare = all(t.is_effect for t in frame.triggers) and counts.reported and not actors
    near = facts.index - focus.event_sentence <= NEXT
    if sub is SubEventType.ATTACK and bare and near and before is not None:
        return before.sub_event_type if before.event_type is EventType.EXPLOSIONS else sub
    return sub


def _spoken(text: str) -> bool:
    """A sentence somebody else says: in quotation marks, or "we" and "I" where the marks were lost."""
    return text[:1] in '"“' or _FIRST_PERSON.search(text) is not None
