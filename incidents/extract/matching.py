"""Finding the words of the lexicon in a parsed sentence: spaCy phrase matchers, built once for a model."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import Any, Final

from incidents.extract.actors import ActorFinder
from incidents.extract.lexicon import Lexicon, TriggerForm
from incidents.extract.parse_tree import span_head
from incidents.extract.phrases import ActorMention, Trigger, find_phrases, phrase_matcher
from incidents.model import SubEventType

__all__ = ["VERB_TAGS", "ActorMention", "Matchers", "Trigger"]

_FIRST_PERSON: Final = frozenset({"we", "i", "our", "my"})

_OF_SEVERAL: Final = frozenset({"coalition"})
"""Which of them is meant stands in a sentence before."""

VERB_TAGS: Final = frozenset({"VB", "VBD", "VBG", "VBN", "VBP", "VBZ"})


class Matchers:
    """The phrase matchers over one model's vocabulary."""

    def __init__(self, nlp: Any, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._triggers = phrase_matcher(nlp, lexicon.triggers)
        stating = [v for v, kind in lexicon.speech.items() if kind != "assert"]
        self._statements = phrase_matcher(
            nlp, [*stating, *lexicon.speech_words.dismissive, "fake news", *lexicon.roles.did_it]
        )
        self._actors = ActorFinder(nlp, lexicon)
        naming = lexicon.naming
        self._stand_ins = (
            naming.pronouns | naming.stand_ins | naming.jihadists | naming.irregulars | _OF_SEVERAL
        )
        bodies = (*lexicon.claimant_sides, *lexicon.weak_sides, *lexicon.actor_names, *lexicon.actor_sides)
        self.known_words = frozenset(word for name in bodies for word in name.split())
        """Small-letter words that known bodies and sides are named with."""
        self._any_means = phrase_matcher(nlp, {word for words in lexicon.means.values() for word in words})
        self._means = {sub: phrase_matcher(nlp, words) for sub, words in lexicon.means.items()}

    def may_tell(self, sentence: Any) -> bool:
        """Whether a sentence, parsed or not, has a word that may announce an event, or a blame, denial or admission."""
        return bool(self._triggers(sentence) or self._statements(sentence))

    def may_name_actor(self, sentence: Any) -> bool:
        """Whether a sentence, parsed or not, has words for an actor."""
        return self._actors.may_name(sentence)

    def points_to_actor(self, words: Sequence[str]) -> bool:
        """Whether a sentence's words may stand for an actor named before: "they", "the group"."""
        return any(word.lower() in self._stand_ins for word in words)

    def points_to_speaker(self, words: Sequence[str], verbs: Sequence[int]) -> bool:
        """Whether a sentence goes on with a speaker met before: "he said", or a quotation or "we" without a source.

        Parameters
        ----------
        words : sequence of str
        verbs : sequence of int
            Which of them are forms of verbs of speech.
        """
        if not verbs:
            return words[0] in '"“' or any(word.lower() in _FIRST_PERSON for word in words)
        speech = self.lexicon.speech_words
        beside = {j for i in verbs for j in (i - 1, i + 1) if 0 <= j < len(words)}
        return any(
            words[j].lower() in speech.pronouns
            # "The source" or "the ministry", of which the name stood before.
            or (j > 0 and words[j - 1].lower() == "the" and words[j] in speech.persons | speech.bodies)
            for j in beside
        )

    def triggers(self, sent: Any) -> list[Trigger]:
        """Event words of a sentence, in order; a word counts only in the part of speech it is listed under."""
        found = []
        for first, last, text in find_phrases(self._triggers, sent):
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
        """Actors of a sentence, as :meth:`ActorFinder.find` gives them."""
        return self._actors.find(sent, triggers)

    def telltale_side(self, sent: Any, tokens: frozenset[int]) -> ActorMention | None:
        """The one side that is known to use a weapon named in the given tokens."""
        return self._actors.telltale_side(sent, tokens)

    def means(self, sent: Any, tokens: Set[int]) -> SubEventType | None:
        """By what means, as the given tokens of a sentence say; the most telling word decides."""
        found = self._first_means(sent, tokens)
        return found[0] if found else None

    def weapon(self, sent: Any, tokens: Set[int]) -> str | None:
        """The words that name the weapon or the aircraft, as written."""
        found = self._first_means(sent, tokens)
        return found[1] if found else None

    def _first_means(self, sent: Any, tokens: Set[int]) -> tuple[SubEventType, str] | None:
        if not self._any_means(sent):
            return None
        for sub, matcher in self._means.items():
            for first, last, _ in find_phrases(matcher, sent):
                if first in tokens and last in tokens:
                    return sub, sent[first : last + 1].text
        return None


def _fits(form: TriggerForm, token: Any, *, only: bool) -> bool:
    """Whether a token has the part of speech that a form is listed under (`only`: it has no other)."""
    is_verb = token.tag_ in VERB_TAGS
    if form.needs_no_object and any(c.dep_ in {"dobj", "nsubjpass", "auxpass"} for c in token.children):
        return False
    if form.pos == "verb":
        return (is_verb or token.tag_ == "JJ") and not (token.dep_ == "amod" and form.effect is None)
    if form.pos == "noun":
        return token.pos_ in {"NOUN", "PROPN", "ADJ"} or (only and token.tag_ == "VBG")
    return token.pos_ in {"ADJ", "NOUN", "VERB"}
