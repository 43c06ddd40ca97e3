"""Who is meant by "they", "the group" or "the jihadists", and who goes on with what was told right before."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from incidents.extract.doers import doers, named_by
from incidents.extract.frames import Frame
from incidents.extract.lexicon import Lexicon
from incidents.extract.parse_tree import VERBAL, ancestors, index_of, small_words
from incidents.extract.phrases import ActorMention, Trigger
from incidents.model import ACTING_ROLES, Actor, ActorCategory, Claim, EventType, Role, SubEventType

NEXT: Final = 2
"""Sentences after an act in which its story is still gone on with."""

_MEMORY: Final = 12
"""Actors named before that are remembered."""

_JIHADISTS: Final = frozenset({ActorCategory.ISLAMIC_STATE, ActorCategory.NUSRA})
_IRREGULARS: Final = _JIHADISTS | {ActorCategory.REBELS, ActorCategory.SDF}
_ALLIED: Final = frozenset({ActorCategory.SDF})
_DEFINITE: Final = frozenset({"the", "this", "that", "these", "those"})
_KNOWN: Final = frozenset(set(ActorCategory) - {ActorCategory.UNKNOWN, ActorCategory.CIVILIANS})


@dataclass
class Cast:
    """The actors a report has spoken of; brought up to date sentence by sentence."""

    named: list[ActorMention] = field(default_factory=list)
    """Those named so far, the last one last."""
    subject: ActorMention | None = None
    """Whom the sentence before is about."""
    other_coalition: bool = False
    """Whether the report spoke of another coalition before it named the US-led one, if it did."""

    def fill_in(
        self, mentions: Sequence[ActorMention], sent: Any, triggers: Sequence[Trigger], lexicon: Lexicon
    ) -> list[ActorMention]:
        """The actors of the next sentence, with those that its pronouns and general words stand for.

        Such as only help somebody are remembered, but have no part in what is told.
        """
        self._tell_coalitions(mentions, sent, lexicon)
        meant = [self._specified(m, sent, lexicon) for m in mentions if not self._is_other(m)]
        taken = {i for m in mentions for i in range(m.first, m.last + 1)}
        meant += [m for m in self._stand_ins(sent, lexicon) if taken.isdisjoint({m.head, m.head - 1})]
        meant += self._pronouns(meant, sent, triggers, lexicon)
        meant.sort(key=lambda m: m.first)
        self._remember(meant, sent, lexicon)
        return [m for m in meant if not m.aside]

    def _tell_coalitions(self, mentions: Sequence[ActorMention], sent: Any, lexicon: Lexicon) -> None:
        if any(m.category is ActorCategory.COALITION and not _is_bare(m) for m in mentions):
            self.other_coalition = False
        elif (
            any("coalition" in word for word in small_words(sent))
            and "oalition" in sent.text
            and self._last(frozenset({ActorCategory.COALITION})) is None
        ):
            text = sent.text.lower()
            self.other_coalition |= any(name in text for name in lexicon.no_actors if "coalition" in name)

    def _is_other(self, mention: ActorMention) -> bool:
        """“The coalition” in a report on one of rebels, or of politicians."""
        return self.other_coalition and mention.category is ActorCategory.COALITION and _is_bare(mention)

    def _specified(self, mention: ActorMention, sent: Any, lexicon: Lexicon) -> ActorMention:
        """“Jihadists”, “the militants”, “the terrorist group”: fighters of no side are those of the side named last."""
        words = {t.lower_ for t in sent[mention.first : mention.last + 1]}
        definite = _is_definite(sent[mention.head])
        one_group = (
            definite
            and bool(words & lexicon.naming.stand_ins)
            and mention.text.lower() in lexicon.naming.generic
        )
        if mention.category is not ActorCategory.UNKNOWN and not one_group:
            return mention
        if words & lexicon.naming.jihadists:
            last = self._last(_JIHADISTS)
        elif one_group or (definite and words & lexicon.naming.irregulars):
            last = self._last(_IRREGULARS)
        else:
            return mention
        return dataclasses.replace(mention, category=last.category) if last is not None else mention

    def _stand_ins(self, sent: Any, lexicon: Lexicon) -> Iterator[ActorMention]:
        """“The group”, “the alliance”, but not such as speak: those are monitors more often than fighters."""
        for i, word in enumerate(small_words(sent)):
            if word not in lexicon.naming.stand_ins or not _is_definite(sent[i]):
                continue
            token = sent[i]
            speaks = token.dep_ == "nsubj" and token.head.lower_ in lexicon.speech
            other = {t.lower_ for t in token.subtree if t.i <= token.i + 1} & lexicon.naming.not_fighters
            last = self._last(_IRREGULARS)
            if word == "alliance":
                last = self._last(_ALLIED) or self._last(_IRREGULARS - _JIHADISTS)
            if (
                last is not None
                and not speaks
                and not other
                and not any(c.dep_ == "appos" for c in token.children)
            ):
                yield ActorMention(i, i, i, last.text, last.category, i)

    def _pronouns(
        self, mentions: Sequence[ActorMention], sent: Any, triggers: Sequence[Trigger], lexicon: Lexicon
    ) -> Iterator[ActorMention]:
        """“They” and “it” that do what a trigger says.

        They stand for the subject before them in the sentence or, outside what somebody says, for that of the
        sentence before.
        """
        seen = set()
        for trigger in triggers:
            verb = sent[trigger.head]
            told = any(a.lower_ in lexicon.speech for a in ancestors(verb, 4))
            for doer in doers(verb) if verb.pos_ in VERBAL else ():
                i = index_of(doer, sent)
                own = next((m for m in reversed(mentions) if m.last < i and _acts(m, sent, lexicon)), None)
                subject = own or (None if told else self.subject)
                if doer.lower_ in lexicon.naming.pronouns and i not in seen and subject is not None:
                    seen.add(i)
                    yield ActorMention(i, i, i, subject.text, subject.category, i)

    def _last(self, kinds: frozenset[ActorCategory]) -> ActorMention | None:
        return next((m for m in reversed(self.named) if m.category in kinds), None)

    def _remember(self, mentions: Sequence[ActorMention], sent: Any, lexicon: Lexicon) -> None:
        known = [m for m in mentions if m.category in _KNOWN]
        self.named = [*self.named, *known][-_MEMORY:]
        about = doers(_main_verb(sent, lexicon))
        self.subject = next(
            (
                m
                for m in known
                if not (m.owns or m.aside) and any(named_by(sent[m.head], doer) for doer in about)
            ),
            None,
        )


def carried_on(
    actors: Sequence[Actor], sub: SubEventType, frame: Frame, sent: Any, before: Claim, lexicon: Lexicon
) -> tuple[Actor, ...]:
    """The actors of a frame, with those who did the act told right `before` when the frame goes on with it.

    It does when it tells of "the shelling" or "another raid" of the same kind, or of dead and wounded of the same raid
    or of the same side, without a word on who did it.
    """
    told = tuple(actors)
    if any(a.role in ACTING_ROLES for a in actors) or before.sub_event_type is not sub:
        return told
    hurt = {a.category for a in actors if a.role is Role.TARGET}
    hurt_before = {a.category for a in before.actors if a.role is Role.TARGET}
    toll = all(t.is_effect for t in frame.triggers)
    same_raid = before.event_type is EventType.EXPLOSIONS and not hurt
    if toll and (same_raid or hurt & hurt_before & _KNOWN):
        goes_on = True
    else:
        goes_on = same_raid and any(_points_on(sent[t.head], lexicon) for t in frame.triggers)
    culprits = [a for a in before.actors if a.role is Role.INITIATOR and a.category in _KNOWN]
    return (*told, *culprits) if goes_on else told


def _points_on(noun: Any, lexicon: Lexicon) -> bool:
    """“The shelling”, “another raid”, “more bombs”."""
    return noun.pos_ in {"NOUN", "PROPN"} and any(
        c.lower_ in lexicon.naming.going_on and c.dep_ in {"det", "amod"} for c in noun.children
    )


def _is_bare(mention: ActorMention) -> bool:
    return mention.text.lower().startswith("coalition")


def _acts(mention: ActorMention, sent: Any, lexicon: Lexicon) -> bool:
    """Whether a mention is the subject of a verb other than of speech."""
    head = sent[mention.head]
    known = mention.category in _KNOWN and not (mention.owns or mention.aside)
    return known and head.dep_ == "nsubj" and head.head.lower_ not in lexicon.speech


def _is_definite(token: Any) -> bool:
    return any(c.lower_ in _DEFINITE and c.dep_ == "det" for c in token.children)


def _main_verb(sent: Any, lexicon: Lexicon) -> Any:
    """The verb a sentence is about: its root, or what is said when the root only reports it."""
    root = sent.root
    for _ in range(2):
        said = next((c for c in root.children if c.dep_ == "ccomp"), None)
        if said is None or root.lower_ not in lexicon.speech:
            break
        root = said
    return root
