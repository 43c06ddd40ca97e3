"""Who is named: the actors of a sentence by name, by force word and side, or by the men and machines of a side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from incidents.extract.lexicon import Lexicon
from incidents.extract.parse_tree import climb, index_of, overlaps, small_words, span_head
from incidents.extract.phrases import ActorMention, Trigger, find_phrases, longest, phrase_matcher
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

GUESS_REACH: Final = 4
"""Words between an event noun and what it is taken for: "raids on the town believed to be Russian"."""

_POSSESSIVES: Final = frozenset({"'s", "’s", "'", "’"})
_ARTICLES: Final = frozenset({"the", "a", "an", "so", "-", "called"})
_HYPHENS: Final = frozenset({"-", "–"})
_BORDERS: Final = frozenset({"border", "frontier"})
_SHARED: Final = frozenset({"and", "or", ",", "/", "&"})
_IN_PHRASE: Final = frozenset({"compound", "amod", "nmod", "poss", "conj", "pobj", "appos"})

Found = dict[tuple[int, int], ActorCategory]
"""First and last token of what may be an actor, and its category."""


class ActorFinder:
    """The phrase matchers of actors over one model's vocabulary."""

    def __init__(self, nlp: Any, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._names = phrase_matcher(nlp, [*lexicon.actor_names, *lexicon.no_actors])
        self._sides = phrase_matcher(nlp, lexicon.actor_sides)
        self._forces = phrase_matcher(nlp, lexicon.force_words)
        self._telltale = phrase_matcher(nlp, lexicon.telltale)
        self._belonging = phrase_matcher(nlp, lexicon.naming.belonging)
        self._guesses = phrase_matcher(nlp, lexicon.naming.guesses)

    def may_name(self, sentence: Any) -> bool:
        """Whether a sentence, parsed or not, has words for an actor."""
        if self._names(sentence) or self._forces(sentence) or self._sides(sentence):
            return True
        return any(t.text.isupper() and t.lower_ in self.lexicon.capitals for t in sentence)

    def find(self, sent: Any, triggers: Sequence[Trigger]) -> list[ActorMention]:
        """Actors of a sentence; a name that only says who holds a place ("rebel-held") is none.

        A side's adjective before an event noun names who acts: "Russian air strikes", "regime shelling".
        """
        sides = find_phrases(self._sides, sent)
        found: Found = {}
        for first, last, text in find_phrases(self._names, sent):
            if text not in self.lexicon.no_actors:
                found[first, last] = self.lexicon.actor_names.get(text, ActorCategory.UNKNOWN)
        for i, word in enumerate(small_words(sent)):
            if word in self.lexicon.capitals and sent[i].text.isupper():
                found.setdefault((i, i), self.lexicon.capitals[word])
        self._of_other_states(found, sent, sides)
        self._add_forces(found, sent, sides)
        for first, last, text in sides:
            if any(_acts_in(sent, last, trigger) for trigger in triggers):
                found.setdefault((first, last), self.lexicon.actor_sides[text])
        for first, last, text in find_phrases(self._telltale, sent):
            found.setdefault((first, last), self.lexicon.telltale[text])
        found = {span[:2]: found[span[:2]] for span in longest((a, b, "") for a, b in found)}
        self._join_names(found, sent)
        self._join_owners(found, sent)
        self._join_men(found, sent)
        events = frozenset(t.head for t in triggers)
        mentions = [
            self._mention(sent, first, last, found[first, last], aside=self._helps(sent, first, last, events))
            for first, last in sorted(found)
            if not self._only_describes(sent, first, last)
        ]
        mentions += self._sharing(mentions, sent, sides)
        mentions += self._guessed(sent, sides, triggers)
        return sorted(mentions, key=lambda m: m.first)

    def telltale_side(self, sent: Any, tokens: frozenset[int]) -> ActorMention | None:
        """The one side that is known to use a weapon named in the given tokens."""
        for first, last, text in find_phrases(self._telltale, sent):
            if first in tokens:
                return self._mention(sent, first, last, self.lexicon.telltale[text])
        return None

    def _add_forces(self, found: Found, sent: Any, sides: Sequence[tuple[int, int, str]]) -> None:
        """Force words with the actor or the side named before them, else with the side they are of by default."""
        for first, last, text in find_phrases(self._forces, sent):
            if any(a <= first <= last <= b for a, b in found):
                continue  # "the Syrian Democratic Forces" are a name of their own
            named = next((span for span in found if _right_before(span[1], first, sent)), None)
            if named is not None:
                found[named[0], last] = found[named]  # "shabbiha militiamen"
                continue
            side = next((s for s in reversed(sides) if _belongs(sent, s[1], first)), None)
            default = self.lexicon.force_words[text]
            if side is not None:
                found[side[0], last] = self.lexicon.actor_sides[side[2]]
            elif (country := self._country_after(sent, last)) is not None:
                found[first, country] = ActorCategory.UNKNOWN
            else:
                found[first, last] = default if default is not None else ActorCategory.UNKNOWN

    def _of_other_states(self, found: Found, sent: Any, sides: Sequence[tuple[int, int, str]]) -> None:
        """“Iraqi security forces”: a name of the Syrian government's forces after another state's adjective."""
        for span in sorted(found):
            side = next((s for s in sides if s[1] + 1 == span[0] and s[2] in self.lexicon.nations), None)
            if side is not None and found[span] is ActorCategory.GOVERNMENT:
                del found[span]
                found[side[0], span[1]] = self.lexicon.actor_sides[side[2]]

    def _country_after(self, sent: Any, last: int) -> int | None:
        """Where the name of another state ends that a force word is said to be of: "the army of Lebanon"."""
        after = sent[last + 1 : last + 5].text.lower().removeprefix("of ")
        after = after.removeprefix("the ") if sent[last + 1 : last + 2].text.lower() == "of" else ""
        name = next((n for n in self.lexicon.abroad if f"{after} ".startswith(f"{n} ")), None)
        if name is None:
            return None
        article = sent[last + 2].lower_ == "the"
        return last + 1 + len(name.split()) + int(article)

    def _join_names(self, found: Found, sent: Any) -> None:
        """“Al-Nusra terrorists”, “the terrorist group Al-Nusra”: a word without a side goes with the name beside it."""
        for left in sorted(found):
            right = next((span for span in found if span[0] == left[1] + 1), None)
            if right is None or left not in found:
                continue
            left_generic, right_generic = self._generic(left, found, sent), self._generic(right, found, sent)
            group = sent[left[1]].lower_ in self.lexicon.naming.groups
            if left_generic == right_generic or (left_generic and not group):
                continue
            category = found[right] if left_generic else found[left]
            del found[left], found[right]
            found[left[0], right[1]] = category

    def _join_owners(self, found: Found, sent: Any) -> None:
        """“Aircraft of the coalition”, “fighters loyal to Assad”: whose they are follows."""
        links = {last: first for first, last, _ in find_phrases(self._belonging, sent)}
        for owner in sorted(found):
            before = owner[0] - 1
            while before > 0 and sent[before].lower_ in _ARTICLES:
                before -= 1
            if before not in links or self._generic(owner, found, sent):
                continue
            end = links[before] - 1
            men = next((span for span in found if span[1] == end), None)
            if men is None and end >= 0 and sent[end].lower_ in self.lexicon.naming.collectives:
                men = (end, end)
            if men is not None and (men not in found or self._of_no_side(men, found, sent)):
                category = found.pop(owner)
                found.pop(men, None)
                found[men[0], owner[1]] = category

    def _join_men(self, found: Found, sent: Any) -> None:
        """“Nusra Front members”, “the Ahrar al-Sham group”: a word for men or a group is part of the name before it."""
        naming = self.lexicon.naming
        for first, last in sorted(found):
            following = sent[last + 1] if last + 1 < len(sent) else None
            if following is None or following.pos_ != "NOUN" or (first, last) not in found:
                continue
            taken = any(a <= last + 1 <= b for a, b in found)
            if not taken and following.lower_ in naming.collectives | naming.groups | naming.own_people:
                found[first, last + 1] = found.pop((first, last))

    def _generic(self, span: tuple[int, int], found: Found, sent: Any) -> bool:
        text = sent[span[0] : span[1] + 1].text.lower()
        return found[span] is ActorCategory.UNKNOWN or text in self.lexicon.naming.generic

    def _of_no_side(self, span: tuple[int, int], found: Found, sent: Any) -> bool:
        text = sent[span[0] : span[1] + 1].text.lower()
        return text in self.lexicon.force_words or self._generic(span, found, sent)

    def _sharing(
        self, mentions: Sequence[ActorMention], sent: Any, sides: Sequence[tuple[int, int, str]]
    ) -> list[ActorMention]:
        """The first of two sides before one word: “Syrian and Russian warplanes”."""
        shared: list[ActorMention] = []
        taken = {i for m in mentions for i in range(m.first, m.last + 1)}
        for mention in mentions:
            start = mention.first
            while start > 1 and sent[start - 1].lower_ in _SHARED:
                side = next((s for s in sides if s[1] == start - 2), None)
                if side is None or side[0] in taken or sent[start].lower_ not in self.lexicon.actor_sides:
                    break
                first, last, text = side
                category = self.lexicon.actor_sides[text]
                words = sent[first : last + 1].text
                shared.append(ActorMention(first, last, mention.head, words, category, mention.last))
                start = first
        return shared

    def _guessed(
        self, sent: Any, sides: Sequence[tuple[int, int, str]], triggers: Sequence[Trigger]
    ) -> list[ActorMention]:
        """What an event is taken for: “air raids believed to be Russian”."""
        guessed = []
        for first, last, _ in find_phrases(self._guesses, sent):
            side = next((s for s in sides if s[0] == last + 1), None)
            events = [t for t in triggers if t.form.pos == "noun" and 0 < first - t.last <= GUESS_REACH]
            if side is not None and events:
                words = sent[side[0] : side[1] + 1].text
                category = self.lexicon.actor_sides[side[2]]
                guessed.append(ActorMention(side[0], side[1], events[-1].head, words, category, side[1]))
        return guessed

    def _mention(
        self, sent: Any, first: int, last: int, category: ActorCategory, *, aside: bool = False
    ) -> ActorMention:
        words, head = sent[first : last + 1].text, span_head(sent, first, last)
        return ActorMention(first, last, head, words, category, last, self._owns(sent, first, last), aside)

    def _owns(self, sent: Any, first: int, last: int) -> bool:
        """“A police station”, “the last Islamic State stronghold”: the place's noun is next, or what the name is of."""
        grounds = self.lexicon.naming.grounds
        after = last + 1
        if after < len(sent) and sent[after].text in _POSSESSIVES:
            after += 1
        if after < len(sent) and sent[after].lower_ in grounds and sent[after].pos_ in {"NOUN", "PROPN"}:
            return True
        head = sent[span_head(sent, first, last)]
        phrase = head.head
        modifies = head.dep_ in {"compound", "amod", "nmod", "poss"} and index_of(phrase, sent) > last
        return modifies and phrase.lower_ in grounds

    def _only_describes(self, sent: Any, first: int, last: int) -> bool:
        holding = self.lexicon.holding
        after = sent[last + 1].lower_ if last + 1 < len(sent) else ""
        beyond = sent[last + 2].lower_ if last + 2 < len(sent) else ""
        if after in _HYPHENS and (beyond in holding or sent[last + 1].whitespace_ == ""):
            return True
        if after in holding and after != "run" and beyond not in {"by", "to", "with"}:
            return True
        hyphenated = first >= 2 and sent[first - 1].text == "-"
        if hyphenated and sent[first - 2].lower_ in self.lexicon.roles.stances:
            return True
        return self._of_unarmed(sent, last)

    def _of_unarmed(self, sent: Any, last: int) -> bool:
        """“Opposition activists”, “government employees” are people, not the side they are near to."""
        if last + 1 >= len(sent):
            return False
        people, beyond = sent[last + 1], sent[last + 2].lower_ if last + 2 < len(sent) else ""
        unarmed = self.lexicon.victims.get(people.lower_) == "civilian" and people.pos_ == "NOUN"
        unarmed = unarmed and people.lower_ not in self.lexicon.naming.own_people
        joined = sent[last].head.i == people.i and sent[last].dep_ in {"compound", "amod", "nmod"}
        # Web text loses commas: "shelled by the army residents said".
        return unarmed and joined and beyond not in self.lexicon.speech

    def _helps(self, sent: Any, first: int, last: int, events: frozenset[int]) -> bool:
        """“Backed by Russia”, “held by the rebels”, “with support from Hezbollah”: who holds a place or helps."""
        naming, tokens = self.lexicon.naming, frozenset(range(first, last + 1))
        for token in climb(sent[span_head(sent, first, last)], 6):
            i = index_of(token, sent)
            if i in events:
                return False
            inside = overlaps(i, i, tokens) or token.dep_ in _IN_PHRASE or token.dep_ in {"agent", "prep"}
            if token.lower_ in naming.backing or (
                token.lower_ in self.lexicon.holding and token.pos_ == "VERB"
            ):
                return i < first
            if not inside:
                return False
        return False


def _acts_in(sent: Any, side: int, trigger: Trigger) -> bool:
    armed = trigger.form.sub is None or trigger.form.sub in _ARMED
    event = trigger.form.pos == "noun" and armed and not trigger.is_effect
    return event and _belongs(sent, side, trigger.first)


def _right_before(last: int, first: int, sent: Any) -> bool:
    """Whether a name stands right before a word, perhaps in the genitive."""
    return last + 1 == first or (last + 2 == first and sent[last + 1].text in _POSSESSIVES)


def _belongs(sent: Any, side: int, word: int) -> bool:
    """Whether a side that ends at one token stands right before a word, with only modifiers between."""
    between = sent[side + 1 : word]
    return 0 < word - side <= REACH and all(
        (token.pos_ in {"ADJ", "NOUN", "PROPN"} or token.text == "-") and token.lower_ not in _BORDERS
        for token in between
    )
