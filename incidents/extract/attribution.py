"""Who says it: statements reported in a sentence, their source, and what kind of statement they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from incidents.extract.lexicon import Lexicon
from incidents.extract.parse_tree import SUBJECTS, index_of, subtree
from incidents.extract.words import SpeechWords
from incidents.model import ClaimantSide

LONGEST_NAME: Final = 120
"""Characters of a source's name; longer ones are a parser's mistake."""

FAR_SUBJECT: Final = 4
"""Words between a subject and its verb of speech from which on the words right before the verb are looked at."""

_OUTSIDE_NAME: Final = frozenset(
    {"relcl", "acl", "appos", "punct", "advcl", "advmod", "dep", "parataxis", "npadvmod"}
)
_INSIDE_NAME: Final = frozenset(
    {"prep", "pobj", "cc", "conj", "case", "compound", "amod", "det", "poss", "flat", "nummod"}
)
_SAID: Final = frozenset({"ccomp", "xcomp", "dobj", "prep", "pcomp", "advcl", "conj", "nsubjpass"})
_NOMINAL: Final = frozenset({"NOUN", "PROPN", "ADJ", "PUNCT"})
_STOPS: Final = frozenset({",", ";", ":", '"', "”", "“", ".", ")", "("})
_EDGES: Final = " ,;:\"“”'"


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
        """Take note of a source; a person is known by family name from then on."""
        self.last = source
        words = source.name.split()
        if len(words) >= 2 and words[-1][:1].isupper() and words[-2][:1].isupper():
            for key in (words[-1], " ".join(words[-2:])):
                self.people.setdefault(key.lower(), source)

    def known(self, name: str) -> Source | None:
        """The source met before under this name."""
        return self.people.get(name.lower())


def side_of(text: str, lexicon: Lexicon) -> ClaimantSide:
    """Where a source stands, by the longest known name or word in its description."""
    padded = f" {re.sub(r'[^a-z0-9.& -]+', ' ', text.lower())} "
    padded = re.sub(r"\s+", " ", padded)
    best = ""
    for phrase in lexicon.claimant_sides:
        if len(phrase) > len(best) and f" {phrase} " in padded:
            best = phrase
    return lexicon.claimant_sides[best] if best else ClaimantSide.UNKNOWN


def find_attributions(sent: Any, lexicon: Lexicon, speakers: Speakers) -> list[Attribution]:
    """All reported statements of a sentence, in order; `speakers` is brought up to date."""
    found = list(_according(sent, speakers, lexicon))
    for token in sent:
        kind = _kind(token, lexicon)
        subject = _subject(token) if kind is not None else None
        if kind is None or subject is None:
            continue
        passive = any(child.dep_ == "auxpass" for child in token.children)
        who = _agent_of if passive else _who
        source, own = who(token, subject, sent, speakers, lexicon)
        if token.lower_ in lexicon.speech_words.toll_verbs:
            own.discard(index_of(token, sent))  # "put the dead at" is what happened, too
        scope = _scope(token, kind, sent) - own
        negated = any(child.dep_ == "neg" for child in token.children)
        found.append(
            Attribution(index_of(token, sent), kind, source, frozenset(own), frozenset(scope), negated)
        )
        if source is not None:
            speakers.remember(source)
    return sorted(found, key=lambda a: a.verb)


def attribution_for(token: int, attributions: Iterable[Attribution]) -> Attribution | None:
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


def _according(sent: Any, speakers: Speakers, lexicon: Lexicon) -> Iterator[Attribution]:
    for i, token in enumerate(sent[:-1]):
        if token.lower_ == "according" and sent[i + 1].lower_ == "to":
            objects = [child for t in (sent[i + 1], token) for child in t.children if child.dep_ == "pobj"]
            if objects:
                tokens = subtree(objects[0], sent, frozenset({"relcl"})) | {i, i + 1}
                source = _source(sent, objects[0], speakers, lexicon)
                yield Attribution(i, "assert", source, frozenset(tokens), frozenset())


def _kind(token: Any, lexicon: Lexicon) -> str | None:
    """What kind of statement a verb reports here; None for "put pressure" or "the report"."""
    kind = lexicon.speech.get(token.lower_)
    if kind is None or not _is_statement(token, kind, lexicon):
        return None
    if token.lower_.startswith("claim"):
        if any(c.lower_.startswith(("responsib", "credit")) for c in token.children):
            return "admit"
        if not any(child.dep_ == "ccomp" for child in token.children):
            return None
    return kind


def _is_statement(token: Any, kind: str, lexicon: Lexicon) -> bool:
    if token.pos_ != "VERB" or token.dep_ == "amod":
        return False
    labels = {child.dep_ for child in token.children}
    if "auxpass" in labels and kind != "blame":
        return False
    if kind in {"deny", "blame", "admit"}:
        return True
    words = lexicon.speech_words
    if token.lower_ in words.toll_verbs | words.toll_speaking:
        return _gives_toll(token, words)
    if token.lower_ in words.plain_verbs or labels & {"ccomp", "xcomp"}:
        return True
    return token.lower_ in words.reporting_verbs and bool(labels & {"dobj", "nsubj"})


def _gives_toll(verb: Any, words: SpeechWords) -> bool:
    """Whether a source gives a figure: "put the dead at three", "gave a toll of 30", "spoke of 300 injured"."""
    if verb.lower_ in words.toll_speaking:
        return any(c.dep_ == "prep" and c.lower_ == "of" for c in verb.children)
    return any(c.dep_ == "dobj" and c.lower_ in words.toll_objects for c in verb.children)


def _subject(token: Any) -> Any | None:
    """The subject of a verb: its own, or that of the verb it is coordinated with."""
    for child in token.children:
        if child.dep_ in SUBJECTS:
            return child
    if token.dep_ in {"conj", "advcl", "xcomp"} and token.head.i != token.i:
        return next((child for child in token.head.children if child.dep_ in SUBJECTS), None)
    return None


def _who(
    verb: Any, subject: Any, sent: Any, speakers: Speakers, lexicon: Lexicon
) -> tuple[Source | None, set[int]]:
    """The source of an active verb of speech, and the tokens that only name it."""
    i = index_of(verb, sent)
    far = index_of(subject, sent) + FAR_SUBJECT < i
    near = _chunk_before(sent, i, lexicon) if far else None
    if near is not None and not any(t.lower_ in lexicon.speech_words.relatives for t in subject.subtree):
        return _named_chunk(sent, near, speakers, lexicon), {*near, i}
    source = _source(sent, subject, speakers, lexicon)
    return source, subtree(subject, sent, frozenset({"ccomp", "relcl"})) | {i}


def _agent_of(
    verb: Any, subject: Any, sent: Any, speakers: Speakers, lexicon: Lexicon
) -> tuple[Source | None, set[int]]:
    """The source of a passive: "the attack was blamed on the army by activists"; `subject` is none."""
    own = {index_of(verb, sent)}
    agents = [
        t for child in verb.children if child.dep_ == "agent" for t in child.children if t.dep_ == "pobj"
    ]
    if not agents:
        return None, own
    return _source(sent, agents[0], speakers, lexicon), own | subtree(agents[0], sent)


def _scope(verb: Any, kind: str, sent: Any) -> set[int]:
    said = {i for child in verb.children if child.dep_ in _SAID for i in subtree(child, sent)}
    if kind == "assert":
        return said
    # What a relative clause tells of a place ("in Homs, where ...") is the reporter's, not part of the blame.
    aside = (sent[i] for i in said if sent[i].dep_ == "relcl" and _tells_of_place(sent[i]))
    return said.difference(*(subtree(clause, sent) for clause in aside))


def _tells_of_place(clause: Any) -> bool:
    return any(t.lower_ == "where" for t in clause.children)


def _source(sent: Any, subject: Any, speakers: Speakers, lexicon: Lexicon) -> Source | None:
    if subject.lower_ in lexicon.speech_words.pronouns:
        return speakers.last
    if subject.lower_ in lexicon.speech_words.no_sources:
        return None
    name = _name(sent, subject, lexicon)
    known = speakers.known(name) or speakers.known(name.split()[-1]) if name else None
    if known is not None and len(name.split()) <= 3:
        return known
    described = " ".join(sent[i].text for i in sorted(subtree(subject, sent, frozenset({"relcl"}))))
    return Source(name, side_of(described, lexicon))


def _name(sent: Any, subject: Any, lexicon: Lexicon) -> str:
    own = index_of(subject, sent)
    run = [
        i for i in sorted(subtree(subject, sent, _OUTSIDE_NAME)) if i <= own or sent[i].dep_ in _INSIDE_NAME
    ]
    text = sent[run[0] : run[-1] + 1].text
    # Twice: "But the observatory".
    text = _without_leading(_without_leading(text, lexicon), lexicon)
    return re.sub(r"\s+", " ", text).strip(_EDGES)[:LONGEST_NAME]


def _without_leading(text: str, lexicon: Lexicon) -> str:
    first = re.match(r"(\w+)\s+", text)
    return text[first.end() :] if first and first[1].lower() in lexicon.speech_words.leading else text


def _chunk_before(sent: Any, verb: int, lexicon: Lexicon) -> range | None:
    """The noun phrase that ends right before a verb of speech, when it has a determiner or names a kind of source.

    Where a comma was lost, the parser takes everything before "the observatory said" for its subject.
    """
    calendar = lexicon.time.months.keys() | lexicon.time.weekdays.keys()
    first = verb
    while (
        first > 0
        and sent[first - 1].pos_ in _NOMINAL
        and sent[first - 1].text not in _STOPS
        and sent[first - 1].lower_ not in calendar
    ):
        first -= 1
    if first > 0 and sent[first - 1].pos_ == "DET":
        first -= 1
    if first == verb or (first > 0 and sent[first - 1].lower_ in lexicon.speech_words.inside_name):
        return None  # "a doctor at a field hospital said"
    if sent[first].pos_ == "DET":
        return range(first, verb)
    named = [i for i in range(first, verb) if side_of(sent[i:verb].text, lexicon) is not ClaimantSide.UNKNOWN]
    return range(named[0], verb) if named else None


def _named_chunk(sent: Any, chunk: range, speakers: Speakers, lexicon: Lexicon) -> Source:
    name = _without_leading(sent[chunk.start : chunk.stop].text, lexicon).strip()
    return speakers.known(name) or Source(name, side_of(name, lexicon))
