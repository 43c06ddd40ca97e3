"""Who can say something: sources as written, the side they stand on, and those a report has named so far."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from incidents.extract.lexicon import Lexicon
from incidents.model import ActorCategory, ClaimantSide

ISLAMIC_STATE: Final = "IS"
"""The agencies' short name for it, which only capitals tell from the verb."""

LONGEST_PHRASE: Final = 7
"""Words of the longest name in the lists of sides."""

_SIDE_OF_ACTOR: Final[Mapping[ActorCategory, ClaimantSide]] = {
    ActorCategory.GOVERNMENT: ClaimantSide.GOVERNMENT,
    ActorCategory.MILITIA: ClaimantSide.GOVERNMENT,
    ActorCategory.TRANSITIONAL: ClaimantSide.GOVERNMENT,
    ActorCategory.REBELS: ClaimantSide.OPPOSITION,
    ActorCategory.NUSRA: ClaimantSide.OPPOSITION,
    ActorCategory.ISLAMIC_STATE: ClaimantSide.ISLAMIC_STATE,
    ActorCategory.SDF: ClaimantSide.KURDISH,
    ActorCategory.RUSSIA: ClaimantSide.FOREIGN_STATE,
    ActorCategory.IRAN: ClaimantSide.FOREIGN_STATE,
    ActorCategory.COALITION: ClaimantSide.FOREIGN_STATE,
    ActorCategory.TURKEY: ClaimantSide.FOREIGN_STATE,
    ActorCategory.ISRAEL: ClaimantSide.FOREIGN_STATE,
}
"""Where those who fight stand when they speak."""

_PARTY_MEDIA: Final = frozenset(
    {ClaimantSide.GOVERNMENT, ClaimantSide.ISLAMIC_STATE, ClaimantSide.KURDISH, ClaimantSide.OPPOSITION}
)
_PARTICLES: Final = frozenset({"al", "el", "bin", "ibn", "de", "van", "von"})
_NOT_IN_WORDS: Final = re.compile(r"[^a-z0-9.&'’é-]+")
_SHORT_NAME: Final = re.compile(rf"\b{ISLAMIC_STATE}\b")
_ENDING: Final = re.compile(r"['’]s?$|(?<=[^.][^.])\.$")
_WITHIN: Final = frozenset({"in", "near", "from", "to", "outside"})


@dataclass(frozen=True, slots=True)
class Source:
    """A source as written, where it stands, and whether it is one person, who can be "he" or "she" later."""

    name: str
    side: ClaimantSide
    person: bool = False

    def through(self, medium: Source) -> Source:
        """The same source, known only through a medium that quotes it."""
        if medium.name == self.name:
            return self
        side = medium.side if self.side is ClaimantSide.UNKNOWN else self.side
        return Source(f"{self.name}, quoted by {medium.name}", side, self.person)

    def speaking_to(self, listener: ClaimantSide) -> Source:
        """The same source, talking to a medium: who talks to a party's own media talks for that party."""
        if self.side is not ClaimantSide.UNKNOWN or listener not in _PARTY_MEDIA:
            return self
        return Source(self.name, listener, self.person)


@dataclass
class Speakers:
    """The sources met so far in a report: the last ones for pronouns, people by name, and others by their noun."""

    last: Source | None = None
    person: Source | None = None
    body: Source | None = None
    people: dict[str, Source] = field(default_factory=dict)
    nouns: dict[str, Source] = field(default_factory=dict)

    def remember(self, source: Source) -> None:
        """Take note of a source; a person is known by family name from then on, others by the nouns in their name."""
        self.last = source
        self.nouns.update(dict.fromkeys((w for w in source.name.split() if w.islower()), source))
        if not source.person:
            self.body = source
            return
        self.person = source
        words = source.name.split()
        given = [word for word in words[:-1] if word[:1].isupper()]
        if given and words[-1][:1].isupper() and (words[-2] == given[-1] or words[-2] in _PARTICLES):
            for key in (words[-1], " ".join(words[-2:])):
                self.people.setdefault(key.lower(), source)

    def known(self, name: str) -> Source | None:
        """The person met before under this name, in full or by the end of it."""
        words = name.lower().split()
        if not 0 < len(words) <= 3:
            return None
        return self.people.get(" ".join(words)) or self.people.get(words[-1])

    def side_spoken_of(self) -> ClaimantSide:
        """The side of "the group" or "the statement": that of the last source, unless those are people around."""
        around = self.last is None or self.last.side is ClaimantSide.RESIDENT
        return ClaimantSide.UNKNOWN if self.last is None or around else self.last.side

    def meant(self, pronoun: str) -> Source | None:
        """Whom a pronoun stands for: the subject of the last verb of speech that can be "he", or "it"."""
        if pronoun in {"he", "she", "him", "her"}:
            return self.person or self.last
        if pronoun == "it":
            return self.body or self.last
        return self.last


def side_of(text: str, lexicon: Lexicon) -> ClaimantSide:
    """Where a source stands, by the longest known name in its description.

    Names decide before those who fight, and both before words that say little alone, such as "reporter" or "army".
    """
    words = words_of(text)
    named = max(_phrases(words, lexicon.claimant_sides), key=len, default=None)
    if named is not None:
        return lexicon.claimant_sides[named]
    fighting = max(_phrases(words, lexicon.actor_names), key=len, default=None)
    if fighting is not None and lexicon.actor_names[fighting] in _SIDE_OF_ACTOR:
        return _SIDE_OF_ACTOR[lexicon.actor_names[fighting]]
    weak = max(_phrases(words, lexicon.weak_sides), key=len, default=None)
    side = lexicon.weak_sides[weak] if weak is not None else ClaimantSide.UNKNOWN
    if side is ClaimantSide.GOVERNMENT and _abroad(words, lexicon):
        return ClaimantSide.FOREIGN_STATE  # "the defence ministry in Moscow"
    return side


def _abroad(words: list[str], lexicon: Lexicon) -> bool:
    return any(lexicon.claimant_sides.get(word) is ClaimantSide.FOREIGN_STATE for word in words)


def words_of(text: str) -> list[str]:
    """Lower-case words of a description, without the genitive."""
    words = _NOT_IN_WORDS.sub(" ", _SHORT_NAME.sub("isis", text).lower()).split()
    return [_ENDING.sub("", word) if len(word) > 3 else word for word in words]


def _phrases(words: list[str], table: Mapping[str, Any]) -> list[str]:
    """The entries of a table among some words; where somebody is ("a source in Damascus") is not who speaks."""
    found = []
    for i in range(len(words)):
        if i > 0 and words[i - 1] in _WITHIN:
            continue
        for j in range(i + 1, min(i + LONGEST_PHRASE, len(words)) + 1):
            phrase = " ".join(words[i:j])
            if phrase in table:
                found.append(phrase)
    return found


def known_length(words: list[str], lexicon: Lexicon) -> int:
    """How many words at the beginning of `words` are a known name or kind of source."""
    for j in range(min(LONGEST_PHRASE, len(words)), 0, -1):
        phrase = " ".join(words[:j])
        if phrase in lexicon.claimant_sides or phrase in lexicon.weak_sides or phrase in lexicon.actor_names:
            return j
    return 0


def is_source_noun(word: str, lexicon: Lexicon) -> bool:
    """Whether a common noun means a person, a body or a medium, in singular or plural."""
    known = lexicon.speech_words
    return word in lexicon.victims or any(
        form in known.persons or form in known.bodies for form in _singulars(word)
    )


def is_body(word: str, lexicon: Lexicon) -> bool:
    """Whether a common noun means a body or a medium, never one person."""
    return any(form in lexicon.speech_words.bodies for form in _singulars(word))


def is_role(word: str, lexicon: Lexicon) -> bool:
    """Whether a common noun says what somebody is or does: "director", "spokesman", "source"."""
    return any(form in lexicon.speech_words.persons for form in _singulars(word))


def _singulars(word: str) -> tuple[str, ...]:
    endings = (("ies", "y"), ("men", "man"), ("es", ""), ("s", ""))
    return (word, *(word.removesuffix(a) + b for a, b in endings if word.endswith(a)))


def can_speak(token: Any, lexicon: Lexicon) -> bool:
    """Whether a noun can be a source at all: a person, a body or a medium, never an event, a weapon or a number."""
    word = token.lower_
    if token.text == ISLAMIC_STATE:
        return True
    if token.pos_ == "NUM" or token.like_num or word in lexicon.time.weekdays or word in lexicon.time.months:
        return False
    if word in lexicon.claimant_sides or word in lexicon.weak_sides or word in lexicon.actor_names:
        return True
    if is_source_noun(word, lexicon):
        return True
    return (
        token.text[:1].isupper() and token.pos_ in {"PROPN", "NOUN", "ADJ"} and word not in lexicon.triggers
    )
