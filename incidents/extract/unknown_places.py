"""Places that a sentence names and no list knows: what happened there must not be put where the report was before."""

from __future__ import annotations

import re
from typing import Final

from incidents.extract.facts import SentenceFacts
from incidents.extract.frames import Frame
from incidents.extract.parse_tree import overlaps, tokens_of
from incidents.extract.words import WhereWords

_ARTICLE: Final = r"(?:(?:al|el|as|ash|ad|ar|an|at|az|Al|El|As|Ash|Ad|Ar|An|At|Az)-\s?)?"
_NAME: Final = rf"{_ARTICLE}[A-Z][\w'’-]+(?:\s+(?:{_ARTICLE}[A-Z][\w'’-]+)){{0,3}}"
_AT: Final = r"\b(?:in|at|near|on|outside)\s+(?:the\s+)?"
_CALLED: Final = re.compile(
    rf"\b(?:village|town|hamlet|farm|farms)\s+of\s+(?P<of>{_NAME})"
    rf"|{_AT}(?P<before>{_NAME})(?=\s+(?:village|town|hamlet)\b)"
    rf"|{_AT}(?P<plain>{_NAME})"
)


def unknown_place(frame: Frame, facts: SentenceFacts, words: WhereWords) -> str | None:
    """The name of a town or village that a frame's own words name, as written, if no list knows it.

    Only what is called a town or a village counts, or begins as names of places do ("Kafr", "Tel", "Umm"): other
    capitalised words are operations, bodies and newspapers.
    """
    sent = facts.sent
    known = frozenset[int]().union(*(named.tokens for named in facts.places))
    for match in _CALLED.finditer(facts.sentence.text):
        group = match.lastgroup or "of"
        name, start = match[group], match.start(group)
        if group == "plain" and name.split()[0].lower() not in words.toponyms:
            continue
        tokens = tokens_of(sent, sent.start_char + start, sent.start_char + start + len(name))
        acting = any(overlaps(a.first, a.last, tokens) for a in facts.actors)
        if tokens & frame.tokens and not tokens & (known | facts.source_tokens) and not acting:
            return name
    return None
