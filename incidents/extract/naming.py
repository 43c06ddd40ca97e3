"""The name of a source within the words that describe its bearer."""

from __future__ import annotations

import re
from typing import Any, Final

from incidents.extract.lexicon import Lexicon
from incidents.extract.sources import (
    is_body,
    is_role,
    known_length,
    side_of,
    words_of,
)
from incidents.model import ClaimantSide

LONGEST_NAME: Final = 120
"""Characters of a source's name; longer ones are a parser's mistake."""

NOMINAL: Final = frozenset({"NOUN", "PROPN", "ADJ", "NUM"})
BREAKS: Final = frozenset(
    {",", ";", ":", '"', "”", "“", ".", ")", "(", "--", "–", "—", "©", "±", "¢", "]", "["}
)
"""Marks that no name runs across, among them what broken encodings left in web text."""

_DANGLING: Final = re.compile(r"\s+(?:of|for|at|in|from|with|and|as|to|the|a|an)$")
_DIRECTION: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_EDGES: Final = " ,;:\"“”'()±¢©"


def speaking_place(sent: Any, first: int) -> frozenset[int]:
    """“In Damascus” before the name of somebody who speaks there: where it was said, not where it happened."""
    start = first - 1 if first > 0 and sent[first - 1].text == "," else first
    while start > 0 and sent[start - 1].pos_ == "PROPN":
        start -= 1
    leading = start == 1 and sent[0].lower_ in {"in", "from"} and start < first
    return frozenset(range(first)) if leading else frozenset()


def name_end(sent: Any, span: range, lexicon: Lexicon) -> int:
    """Where a name ends within the words that describe its bearer (index after its last token)."""
    for i in range(span.start + 1, span.stop):
        token, before = sent[i], sent[i - 1]
        if token.text in BREAKS or (
            token.tag_ in {"WDT", "WP", "VBG"} and before.tag_ != "HYPH" and _verbal(token)
        ):
            return i
        explains = before.pos_ in NOMINAL or before.text in BREAKS
        if token.lower_ in {"a", "an", "the"} and explains and before.pos_ != "ADP":
            return i
        if token.pos_ == "ADP" and _ends_name(sent, i, lexicon) and not _inside_known(sent, i, span, lexicon):
            return i
        if _role_after_name(sent, i, span, lexicon):
            return i
    return span.stop


def _inside_known(sent: Any, i: int, span: range, lexicon: Lexicon) -> bool:
    """Whether a known name runs on here: "Doctors | Without Borders"."""
    ahead = ((k, words_of(sent[k : span.stop].text)) for k in range(span.start, i))
    return any(known_length(words, lexicon) > i - k for k, words in ahead)


def _ends_name(sent: Any, i: int, lexicon: Lexicon) -> bool:
    """Whether a preposition no longer belongs to a name: "on Friday", "monitors | with talks stalled"."""
    if sent[i].lower_ not in lexicon.speech_words.inside_name:
        return True
    after = sent[i + 1] if i + 1 < len(sent) else None
    if after is None or after.tag_ == "VBG":
        return True
    of_person = sent[i - 1].pos_ == "PROPN" and sent[i].lower_ in {"from", "with", "at"}
    own = sent[i].lower_ in {"with", "in"} and sent[i - 1].pos_ == "PROPN" and not after.text[:1].isupper()
    return of_person or own or (sent[i].lower_ == "with" and not after.text[:1].isupper())


def _verbal(token: Any) -> bool:
    return token.tag_ in {"WDT", "WP"} or token.dep_ in {"acl", "advcl"}


def name_explained(sent: Any, span: range, end: int, lexicon: Lexicon) -> range | None:
    """“The group's director, | Rami Abdel Rahman|”: the name after a word for what its bearer is."""
    if not is_role(sent[end - 1].lower_, lexicon) or end + 1 >= span.stop or sent[end].text != ",":
        return None
    stop = end + 1
    while stop < span.stop and sent[stop].pos_ == "PROPN":
        stop += 1
    return range(end + 1, stop) if stop - end > 2 else None


def _role_after_name(sent: Any, i: int, span: range, lexicon: Lexicon) -> bool:
    """“Rami Abdel Rahman | director of the Observatory”, but not “Observatory director Rami Abdel Rahman”."""
    if sent[i].text[:1].isupper() or i - span.start < 2 or not sent[i - 1].text[:1].isupper():
        return False
    if not (sent[i - 2].text[:1].isupper() or sent[i - 2].text == "-"):
        return False
    ahead = next((k for k in range(i, min(i + 3, span.stop - 1)) if is_role(sent[k].lower_, lexicon)), None)
    return ahead is not None and sent[ahead + 1].lower_ in {"of", "for", "at", "in"}


def noun_of(sent: Any, first: int, end: int) -> str:
    """The noun that a name can be called by later."""
    for i in range(first, end):
        if i + 1 == end or sent[i + 1].pos_ == "ADP" or sent[i + 1].tag_ == "POS":
            return str(sent[i].text)
    return ""


def is_person(sent: Any, first: int, end: int, lexicon: Lexicon) -> bool:
    """Whether a name is that of one person."""
    noun = noun_of(sent, first, end)
    word = noun.lower()
    common = next((t for t in sent[first:end] if t.text == noun and not noun[:1].isupper()), None)
    if is_body(word, lexicon) or (known_length([word], lexicon) and common is None):
        return False
    if common is not None:
        return bool(common.tag_ != "NNS")
    if side_of(sent[end - 1].text, lexicon) is not ClaimantSide.UNKNOWN:
        return False
    given = any(token.text[:1].isupper() for token in sent[first : end - 1])
    return given and bool(sent[end - 1].text[:1].isupper())


def clean_name(text: str, lexicon: Lexicon) -> str:
    """A name without what leads up to it, on one line, and without marks that turn the direction of writing."""
    text = _DIRECTION.sub("", text)
    # Twice: "But the observatory".
    text = _without_leading(_without_leading(text.strip(_EDGES), lexicon), lexicon)
    text = _DANGLING.sub("", text)
    return re.sub(r"\s+", " ", text).strip(_EDGES)[:LONGEST_NAME]


def _without_leading(text: str, lexicon: Lexicon) -> str:
    first = re.match(r"(\w+)\s+", text)
    return text[first.end() :] if first and first[1].lower() in lexicon.speech_words.leading else text
