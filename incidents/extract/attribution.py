"""Who says it: statements reported in a sentence, their source, and what kind of statement they are."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from incidents.extract.lexicon import Lexicon
from incidents.model import ClaimantSide

SUBJECTS: Final = frozenset({"nsubj", "nsubjpass", "csubj"})
PRONOUNS: Final = frozenset({"he", "she", "it", "they", "we", "i"})
_LEADING: Final = re.compile(r"^(?:the|an?|earlier|but|and|meanwhile|however)\s+", re.IGNORECASE)
_NOMINAL: Final = frozenset({"NOUN", "PROPN", "ADJ", "PUNCT"})
_STOPS: Final = frozenset({",", ";", ":", '"', "”", "“", ".", ")", "("})
_CALENDAR: Final = frozenset(name.lower() for name in (*calendar.day_name, *calendar.month_name) if name)


@dataclass(frozen=True, slots=True)
class Source:
    """A source as written, and where it stands."""

    name: str
    side: ClaimantSide


@dataclass(frozen=True, slots=True)
class Attribution:
    """One reported statement: the verb of speech, its source, and the tokens that only name the source."""

    verb: int
    kind: str
    """"assert", "deny", "blame" or "admit"."""
    source: Source | None
    source_tokens: frozenset[int]
    scope: frozenset[int]
    """Tokens of what is said, by the parse."""
    negated: bool = False


@dataclass
class Speakers:
    """The sources met so far in a report: the last one for "he said", and people's full names and sides."""

    last: Source | None = None
    people: dict[str, Source] = field(default_factory=dict)

    def remember(self, source: Source) -> None:
        self.last = source
        words = source.name.split()
        if len(words) >= 2 and words[-1][:1].isupper() and words[-2][:1].isupper():
            for key in (words[-1], " ".join(words[-2:])):
                self.people.setdefault(key.lower(), source)

    def known(self, name: str) -> Source | None:
        return self.people.get(name.lower())


def _subtree(token: Any, sent: Any, skip: frozenset[str] = frozenset()) -> set[int]:
    """Indices of a token's subtree within the sentence, leaving out branches with the given labels."""
    found, stack = set(), [token]
    while stack:
        current = stack.pop()
        found.add(current.i - sent.start)
        stack.extend(child for child in current.children if child.dep_ not in skip)
    return found


def side_of(text: str, lexicon: Lexicon) -> ClaimantSide:
    """Where a source stands, by the longest known name or word in its description."""
    padded = f" {re.sub(r'[^a-z0-9.& -]+', ' ', text.lower())} "
    padded = re.sub(r"\s+", " ", padded)
    best = ""
    for phrase in lexicon.claimant_sides:
        if len(phrase) > len(best) and f" {phrase} " in padded:
            best = phrase
    return lexicon.claimant_sides[best] if best else ClaimantSide.UNKNOWN


def _name(sent: Any, subject: Any) -> str:
    tokens = sorted(
        _subtree(
            subject,
            sent,
            frozenset({"relcl", "acl", "appos", "punct", "advcl", "advmod", "dep", "parataxis", "npadvmod"}),
        )
    )
    run = [
        i
        for i in tokens
        if i <= subject.i - sent.start
        or sent[i].dep_
        in {"prep", "pobj", "cc", "conj", "case", "compound", "amod", "det", "poss", "flat", "nummod"}
    ]
    text = sent[run[0] : run[-1] + 1].text if run else subject.text
    return re.sub(r"\s+", " ", _LEADING.sub("", _LEADING.sub("", text))).strip(" ,;:\"“”'")[:120]


def _source(sent: Any, subject: Any, speakers: Speakers, lexicon: Lexicon) -> Source | None:
    if subject.lower_ in PRONOUNS:
        return speakers.last
    if subject.lower_ in {"who", "which", "that", "some", "many", "others", "both", "none", "nobody", "this"}:
        return None
    name = _name(sent, subject)
    known = speakers.known(name) or speakers.known(name.split()[-1]) if name else None
    if known is not None and len(name.split()) <= 3:
        return known
    described = " ".join(sent[i].text for i in sorted(_subtree(subject, sent, frozenset({"relcl"}))))
    side = side_of(described, lexicon)
    return Source(name, side)


def _subject(token: Any) -> Any | None:
    """The subject of a verb: its own, or that of the verb it is coordinated with."""
    for child in token.children:
        if child.dep_ in SUBJECTS:
            return child
    if token.dep_ in {"conj", "advcl", "xcomp"} and token.head.i != token.i:
        own = [child for child in token.head.children if child.dep_ in SUBJECTS]
        return own[0] if own else None
    return None


def _is_statement(token: Any, kind: str) -> bool:
    """Whether a verb of speech reports a statement here, rather than "put pressure" or "the report"."""
    if token.pos_ != "VERB" or token.dep_ == "amod":
        return False
    if any(child.dep_ == "auxpass" for child in token.children) and kind != "blame":
        return False
    if kind in {"deny", "blame", "admit"}:
        return True
    complement = any(child.dep_ in {"ccomp", "xcomp"} for child in token.children)
    plain = token.lower_ in {
        "said",
        "says",
        "say",
        "told",
        "added",
        "adding",
        "saying",
        "tells",
        "adds",
        "according",
    }
    reporting = token.lower_ in {
        "reported",
        "reports",
        "announced",
        "documented",
        "showed",
        "shows",
        "claimed",
        "stated",
        "reporting",
        "recorded",
        "confirmed",
    }
    return (
        complement
        or plain
        or (reporting and any(child.dep_ in {"dobj", "nsubj"} for child in token.children))
    )


def _according(sent: Any, speakers: Speakers, lexicon: Lexicon) -> Iterator[Attribution]:
    for i, token in enumerate(sent[:-1]):
        if token.lower_ == "according" and sent[i + 1].lower_ == "to":
            objects = [child for t in (sent[i + 1], token) for child in t.children if child.dep_ == "pobj"]
            if objects:
                subject = objects[0]
                tokens = _subtree(subject, sent, frozenset({"relcl"})) | {i, i + 1}
                source = _source(sent, subject, speakers, lexicon)
                yield Attribution(i, "assert", source, frozenset(tokens), frozenset())


def _chunk_before(sent: Any, verb: int, lexicon: Lexicon) -> range | None:
    """The noun phrase that ends right before a verb of speech, when it has a determiner or names a kind of source.

    Where a comma was lost, the parser takes everything before "the observatory said" for its subject.
    """
    first = verb
    while (
        first > 0
        and sent[first - 1].pos_ in _NOMINAL
        and sent[first - 1].text not in _STOPS
        and sent[first - 1].lower_ not in _CALENDAR
    ):
        first -= 1
    if first == verb:
        return None
    if first > 0 and sent[first - 1].pos_ == "DET":
        return range(first - 1, verb)
    named = [i for i in range(first, verb) if side_of(sent[i:verb].text, lexicon) is not ClaimantSide.UNKNOWN]
    return range(named[0], verb) if named else None


def _named_chunk(sent: Any, chunk: range, speakers: Speakers, lexicon: Lexicon) -> Source:
    name = _LEADING.sub("", sent[chunk.start : chunk.stop].text).strip()
    return speakers.known(name) or Source(name, side_of(name, lexicon))


def find_attributions(sent: Any, lexicon: Lexicon, speakers: Speakers) -> list[Attribution]:
    """All reported statements of a sentence, in order; `speakers` is brought up to date."""
    found = list(_according(sent, speakers, lexicon))
    for i, token in enumerate(sent):
        kind = lexicon.speech.get(token.lower_)
        if kind is None or not _is_statement(token, kind):
            continue
        claims = token.lower_.startswith("claim")
        if claims and any(c.lower_.startswith(("responsib", "credit")) for c in token.children):
            kind = "admit"
        elif claims and not any(child.dep_ == "ccomp" for child in token.children):
            continue
        subject = _subject(token)
        if subject is None:
            continue
        near = _chunk_before(sent, i, lexicon) if subject.i - sent.start + 4 < i else None
        if near is not None and not any(
            child.lower_ in {"who", "which", "that"} for child in subject.subtree
        ):
            source: Source | None = _named_chunk(sent, near, speakers, lexicon)
            tokens = set(near) | {i}
        else:
            source = _source(sent, subject, speakers, lexicon)
            tokens = _subtree(subject, sent, frozenset({"ccomp", "relcl"})) | {i}
        scope: set[int] = set()
        for child in token.children:
            if (
                child.dep_ in {"ccomp", "xcomp", "dobj", "prep", "pcomp", "advcl", "conj"}
                and child.dep_ not in SUBJECTS
            ):
                # What a relative clause adds ("in Homs, where ...") is the reporter's, not part of the blame.
                scope |= _subtree(child, sent, frozenset() if kind == "assert" else frozenset({"relcl"}))
        negated = any(child.dep_ == "neg" for child in token.children)
        found.append(Attribution(i, kind, source, frozenset(tokens), frozenset(scope - tokens), negated))
        if source is not None:
            speakers.remember(source)
    return sorted(found, key=lambda a: a.verb)


def attribution_for(token: int, sent: Any, attributions: list[Attribution]) -> Attribution | None:
    """The statement that a token belongs to: the nearest verb of speech above it, else the sentence's own.

    Wire copy often puts the source last ("..., activists said"), and web text loses the comma, so that the parser
    does not see what is said; then the only statement of the sentence, or the nearest one, holds.
    """
    outside = [a for a in attributions if token not in a.source_tokens]
    above = [a for a in outside if token in a.scope]
    if above:
        return min(above, key=lambda a: len(a.scope))
    loose = [a for a in outside if a.kind == "assert"]
    return min(loose, key=lambda a: abs(a.verb - token)) if loose else None
