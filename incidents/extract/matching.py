"""Finding the words of the lexicon in a parsed sentence: spaCy phrase matchers, built once for a model."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from typing import Any, Final

from spacy.matcher import PhraseMatcher

from incidents.extract.lexicon import Lexicon, TriggerForm
from incidents.extract.parse_tree import span_head
from incidents.model import ActorCategory, SubEventType

_ARMED: Final = frozenset(
    {
        SubEventType.AIR_STRIKE, SubEventType.SHELLING, SubEventType.REMOTE_EXPLOSIVE, SubEventType.SUICIDE_BOMB,
        SubEventType.CHEMICAL_WEAPON, SubEventType.ARMED_CLASH, SubEventType.GOVERNMENT_REGAINS, SubEventType.ATTACK,
    }
)  # fmt: skip
"""Kinds of events that the side named before their noun acts in: "regime shelling"."""

REACH: Final = 3
"""Words before a force word or an event noun among which its side may stand."""

_FIRST_PERSON: Final = frozenset({"we", "i", "our", "my"})

VERB_TAGS: Final = frozenset({"VB", "VBD", "VBG", "VBN", "VBP", "VBZ"})


@dataclass(frozen=True, slots=True)
class Trigger:
    """An event word in a sentence: tokens ``first`` to ``last``; ``head`` stands for it in the parse."""

    first: int
    last: int
    head: int
    form: TriggerForm

    @property
    def is_effect(self) -> bool:
        """Whether it tells what happened to people ("killed") rather than what was done."""
        return self.form.effect is not None

    @property
    def is_specific(self) -> bool:
        """Whether it alone names a kind of event."""
        return self.form.sub is not None


@dataclass(frozen=True, slots=True)
class ActorMention:
    """An actor named in a sentence."""

    first: int
    last: int
    head: int
    text: str
    category: ActorCategory


def _longest(spans: Iterable[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Keep the longest of overlapping stretches, the earlier one when equal."""
    kept: list[tuple[int, int, str]] = []
    for span in sorted(spans, key=lambda s: (-(s[1] - s[0]), s[0])):
        if all(span[1] < other[0] or other[1] < span[0] for other in kept):
            kept.append(span)
    return sorted(kept)


class Matchers:
    """The phrase matchers over one model's vocabulary."""

    def __init__(self, nlp: Any, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._triggers = self._build(nlp, lexicon.triggers)
        self._statements = self._build(nlp, (v for v, kind in lexicon.speech.items() if kind != "assert"))
        self._actors = self._build(nlp, lexicon.actor_names)
        self._sides = self._build(nlp, lexicon.actor_sides)
        self._forces = self._build(nlp, lexicon.force_words)
        self._telltale = self._build(nlp, lexicon.telltale)
        self._means = {sub: self._build(nlp, words) for sub, words in lexicon.means.items()}

    @staticmethod
    def _build(nlp: Any, phrases: Iterable[str]) -> PhraseMatcher:
        matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
        matcher.add("p", [nlp.make_doc(phrase) for phrase in phrases])
        return matcher

    @staticmethod
    def _spans(matcher: PhraseMatcher, sent: Any) -> list[tuple[int, int, str]]:
        return _longest((start, end - 1, sent[start:end].text.lower()) for _, start, end in matcher(sent))

    def may_tell(self, sentence: Any) -> bool:
        """Whether a sentence, parsed or not, has a word that may announce an event, or a blame, denial or admission."""
        return bool(self._triggers(sentence) or self._statements(sentence))

    def speech_verbs(self, sentence: Any) -> list[int]:
        """Indices of the words of a sentence, parsed or not, that are forms of verbs of speech."""
        return [i for i, token in enumerate(sentence) if token.lower_ in self.lexicon.speech]

    def points_to_speaker(self, sentence: Any, verbs: Sequence[int]) -> bool:
        """Whether a sentence goes on with a speaker met before: "he said", or a quotation or "we" without a source."""
        words = self.lexicon.speech_words
        beside = {j for i in verbs for j in (i - 1, i + 1) if 0 <= j < len(sentence)}
        if any(sentence[j].lower_ in words.pronouns or self._named_before(sentence, j) for j in beside):
            return True
        return not verbs and (sentence[0].text in '"“' or any(t.lower_ in _FIRST_PERSON for t in sentence))

    def _named_before(self, sentence: Any, i: int) -> bool:
        """Whether a word is "the source" or "the ministry", of which the name stood before."""
        words = self.lexicon.speech_words
        return i > 0 and sentence[i - 1].lower_ == "the" and sentence[i].text in words.persons | words.bodies

    def triggers(self, sent: Any) -> list[Trigger]:
        """Event words of a sentence, in order; a word counts only in the part of speech it is listed under."""
        found = []
        for first, last, text in self._spans(self._triggers, sent):
            head = span_head(sent, first, last)
            form = self._form(sent, first, last, head, text)
            if form is not None:
                found.append(Trigger(first, last, head, form))
        return found

    def _form(self, sent: Any, first: int, last: int, head: int, text: str) -> TriggerForm | None:
        forms = self.lexicon.triggers.get(text)
        if forms is None:
            # The phrase matcher joins tokens without regard to spaces: "air - strike" is "air-strike" here.
            forms = self.lexicon.triggers.get(text.replace(" - ", "-"), ())
        token = sent[first] if last > first and sent[first].tag_ in VERB_TAGS else sent[head]
        if last + 1 < len(sent) and sent[last + 1].text == "-" and last + 2 < len(sent):
            return None  # "bomb-making", "war-torn", "battle-hardened"
        if text == "march" and token.pos_ == "PROPN":
            return None  # the month
        fitting = next((form for form in forms if _fits(form, token, only=len(forms) == 1)), None)
        if fitting is not None:
            return fitting
        # A gerund or a mis-tagged headline verb: "Air strike kills 4".
        tagged = last == first and token.pos_ in {"NOUN", "PROPN", "VERB", "ADJ"}
        return forms[0] if forms and tagged and forms[0].effect is not None else None

    def actors(self, sent: Any, triggers: Sequence[Trigger] = ()) -> list[ActorMention]:
        """Actors of a sentence; a name that only says who holds or backs a place is none.

        A side's adjective before an event noun names who acts: "Russian air strikes", "regime shelling".
        """
        sides = self._spans(self._sides, sent)
        candidates: dict[tuple[int, int], ActorCategory] = {}
        for first, last, text in self._spans(self._actors, sent):
            candidates[first, last] = self.lexicon.actor_names.get(text, ActorCategory.UNKNOWN)
        self._add_forces(candidates, sent, sides)
        for first, last, text in sides:
            if any(self._acts_in(sent, last, trigger) for trigger in triggers):
                candidates.setdefault((first, last), self.lexicon.actor_sides[text])
        for first, last, text in self._spans(self._telltale, sent):
            candidates.setdefault((first, last), self.lexicon.telltale[text])
        return [
            _mention(sent, first, last, candidates[first, last])
            for first, last, _ in _longest((a, b, "") for a, b in candidates)
            if not self._only_describes(sent, first, last)
        ]

    def _add_forces(
        self,
        candidates: dict[tuple[int, int], ActorCategory],
        sent: Any,
        sides: Sequence[tuple[int, int, str]],
    ) -> None:
        """Force words with the actor or the side named before them, else with the side they are of by default."""
        for first, last, text in self._spans(self._forces, sent):
            if any(a <= first <= last <= b for a, b in candidates):
                continue  # "the Syrian Democratic Forces" are a name of their own
            named = next((span for span in candidates if span[1] + 1 == first), None)
            if named is not None:
                candidates[named[0], last] = candidates[named]  # "shabbiha militiamen"
                continue
            side = next((s for s in reversed(sides) if _belongs(sent, s[1], first)), None)
            default = self.lexicon.force_words[text]
            if side is not None:
                candidates[side[0], last] = self.lexicon.actor_sides[side[2]]
            elif default is not None:
                candidates[first, last] = default
            else:
                candidates[first, last] = ActorCategory.UNKNOWN

    @staticmethod
    def _acts_in(sent: Any, side: int, trigger: Trigger) -> bool:
        armed = trigger.form.sub is None or trigger.form.sub in _ARMED
        event = trigger.form.pos == "noun" and armed and not trigger.is_effect
        return event and _belongs(sent, side, trigger.first)

    def _only_describes(self, sent: Any, first: int, last: int) -> bool:
        after = sent[last + 1].lower_ if last + 1 < len(sent) else ""
        beyond = sent[last + 2].lower_ if last + 2 < len(sent) else ""
        if after in {"-", "–"} and (beyond in self.lexicon.holding or sent[last + 1].whitespace_ == ""):
            return True
        if after in self.lexicon.holding and after != "run":
            return True
        hyphenated = first >= 2 and sent[first - 1].text == "-"
        return hyphenated and sent[first - 2].lower_ in self.lexicon.roles.stances

    def means(self, sent: Any, tokens: Set[int]) -> SubEventType | None:
        """By what means, as the given tokens of a sentence say; the most telling word decides."""
        found = self._first_means(sent, tokens)
        return found[0] if found else None

    def weapon(self, sent: Any, tokens: Set[int]) -> str | None:
        """The words that name the weapon or the aircraft, as written."""
        found = self._first_means(sent, tokens)
        return found[1] if found else None

    def _first_means(self, sent: Any, tokens: Set[int]) -> tuple[SubEventType, str] | None:
        for sub, matcher in self._means.items():
            for first, last, _ in self._spans(matcher, sent):
                if first in tokens and last in tokens:
                    return sub, sent[first : last + 1].text
        return None

    def telltale_side(self, sent: Any, tokens: Set[int]) -> ActorMention | None:
        """The one side that is known to use a weapon named in the given tokens."""
        for first, last, text in self._spans(self._telltale, sent):
            if first in tokens:
                return _mention(sent, first, last, self.lexicon.telltale[text])
        return None


def _mention(sent: Any, first: int, last: int, category: ActorCategory) -> ActorMention:
    return ActorMention(first, last, span_head(sent, first, last), sent[first : last + 1].text, category)


def _belongs(sent: Any, side: int, word: int) -> bool:
    """Whether a side that ends at one token stands right before a word, with only modifiers between."""
    between = sent[side + 1 : word]
    return 0 < word - side <= REACH and all(
        token.pos_ in {"ADJ", "NOUN", "PROPN"} or token.text == "-" for token in between
    )


def _fits(form: TriggerForm, token: Any, *, only: bool) -> bool:
    """Whether a token has the part of speech that a form is listed under (`only`: it has no other)."""
    is_verb = token.tag_ in VERB_TAGS
    if form.pos == "verb":
        return (is_verb or token.tag_ == "JJ") and not (token.dep_ == "amod" and form.effect is None)
    if form.pos == "noun":
        return token.pos_ in {"NOUN", "PROPN", "ADJ"} or (only and token.tag_ == "VBG")
    return token.pos_ in {"ADJ", "NOUN", "VERB"}
