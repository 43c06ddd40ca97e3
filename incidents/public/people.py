"""Where a text names private persons; pure. In doubt a capitalised name counts as one.

Names of places, of bodies and of those who hold or speak for an office stay, as ``lexicons/people.yaml`` lists them.
What is left is judged by the words around it (an age, a kinship, a private role), by given names, and by a language
model's reading where one is handed over. :mod:`.people_arabic` does the same for Arabic, which has no capitals.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from incidents.public import people_arabic
from incidents.public.lexicon import Words, folded, latin

WITHHELD: Final = "[name withheld]"
Span = tuple[int, int]
Entities = Callable[[str], Iterable[tuple[int, int, str]]]
"""Reads a text as a named entity recogniser does: start, end and OntoNotes label."""
NO_PLACES: Final[frozenset[str]] = frozenset()

_WORD: Final = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*")
_ARTICLE: Final = re.compile(
    r"(?:al|el|as|ash|an|ar|at|az|ad|ibn|abu|abdel|abdul|bin)[-'’ ](?=\w)", re.IGNORECASE
)
_PARTICLES: Final = frozenset("al el bin ibn bint abu abou umm um oum abd abdel abdul de van von".split())  # noqa: SIM905
_KUNYA: Final = frozenset("abu abou umm um oum".split())  # noqa: SIM905
_GAP: Final = re.compile(r"[ \t\u00a0]*\n?[ \t\u00a0]*")
_AGE: Final = re.compile(r"\s*[,(]\s*(?:aged\s+|age\s+)?\d{1,3}(?:-year-old)?\s*[,).;]|\s+\(\d")
_YEARS: Final = re.compile(r"\d{1,3}[- ]years?[- ]old\s+$", re.IGNORECASE)
_SPEAKS: Final = re.compile(
    r"\s+(?:said|says|told|added|recalled|explained|described|wept|cried|replied|wrote|died)\b", re.IGNORECASE
)
_WHERE: Final = re.compile(
    r"\b(?:in|at|near|from|around|outside|inside|towards?|to|into|via|through|between|town of|city of|village of|"
    r"district of|suburb of|neighbourhood of|neighborhood of|province of|camp of)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_STARTS: Final = re.compile(r"(?:^|[.!?:;\n\"“”'‘(\[–—-])\s*[\"“'‘]?\s*$")
_NAMING: Final = frozenset({"NORP", "EVENT", "PRODUCT", "LAW", "WORK_OF_ART", "LANGUAGE", "DATE", "TIME"})
_PLACING: Final = frozenset({"GPE", "LOC", "FAC"})
_REACH: Final = 80


@dataclass(frozen=True, slots=True)
class Piece:
    """Words with capitals in a row, and how a language model labels them."""

    start: int
    end: int
    words: tuple[str, ...]
    label: str = ""


@dataclass(frozen=True, slots=True)
class Finder:
    """Finds the names of private persons."""

    entities: Entities | None = None
    is_place: Callable[[str], bool] = lambda name: False
    """Whether a name, folded, is one that a list of places holds."""

    def spans(self, text: str, places: frozenset[str] = NO_PLACES) -> list[Span]:
        """Start and end of each name, in order, none overlapping.

        Parameters
        ----------
        text : str
        places : frozenset of str
            Names, folded, that mean places here.
        """
        found = [(p.start, p.end) for p in self._pieces(text) if self._private(p, text, places)]
        return merged([*found, *people_arabic.spans(text, places)])

    def _pieces(self, text: str) -> Iterator[Piece]:
        labels = list(self.entities(text)) if self.entities and any(c.isupper() for c in text) else []
        for start, end, words in _runs(text, latin()):
            label = next((kind for s, e, kind in labels if kind == "PERSON" and s < end and start < e), "")
            label = label or next((kind for s, e, kind in labels if s < end and start < e), "")
            yield Piece(start, end, words, label)

    def _private(self, piece: Piece, text: str, places: frozenset[str]) -> bool:
        lists = latin()
        before = folded(text[max(0, piece.start - _REACH) : piece.start])
        behind = text[piece.end : piece.end + _REACH]
        if _is_figure(piece.words, lists):
            return False
        if " ".join(piece.words) in places:
            return False
        if lists.private_roles.search(before) or _AGE.match(behind) or _YEARS.search(before):
            return not self._is_body(piece)
        if lists.public_roles.search(before) or lists.role_behind.match(behind) or self._is_body(piece):
            return False
        named = any(_bare(word) in lists.given_names for word in piece.words)
        if not named and self.is_place(" ".join(piece.words)):
            return False
        return named or piece.words[0] in _KUNYA or self._doubtful(piece, text, before, behind)

    def _is_body(self, piece: Piece) -> bool:
        lists = latin()
        return piece.words[0] in lists.leads or any(word in lists.bodies for word in piece.words)

    def _doubtful(self, piece: Piece, text: str, before: str, behind: str) -> bool:
        """What nothing but its letters and the model's label speak for."""
        if piece.label == "PERSON":
            return True
        if piece.label in _NAMING or _in_capitals(text):
            return False
        if piece.label in _PLACING and _WHERE.search(before):
            return False
        if piece.label == "ORG" and (
            len(piece.words) > 1 or before.endswith("the ") or _acronym(text, piece)
        ):
            return False
        if len(piece.words) > 1:
            return True
        starts = bool(_STARTS.search(before))
        return not _acronym(text, piece) and (
            bool(_SPEAKS.match(behind))
            if starts and piece.label != "ORG"
            else not starts or piece.label != ""
        )


def _runs(text: str, lists: Words) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Capitalised words in a row, cut at words that are nobody's name."""
    run: list[re.Match[str]] = []
    for match in _WORD.finditer(text):
        if run and not _GAP.fullmatch(text, run[-1].end(), match.start()):
            yield from _cut(run, lists)
            run = []
        if _capital(match.group()) or match.group().casefold() in _PARTICLES:
            run.append(match)
        else:
            yield from _cut(run, lists)
            run = []
    yield from _cut(run, lists)


def _cut(run: Sequence[re.Match[str]], lists: Words) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    piece: list[re.Match[str]] = []
    for match in [*run, None]:
        word = "" if match is None else _name(match)
        if match is not None and (word in _PARTICLES or word not in _nobody(lists)):
            piece.append(match)
            continue
        while piece and (_name(piece[-1]) in _PARTICLES):
            piece.pop()
        while piece and _name(piece[0]) in _PARTICLES - _KUNYA and piece[0].group().islower():
            piece.pop(0)
        # Its possessive ending is no part of a name.
        if any(_capital(m.group()) for m in piece):
            end = piece[-1].start() + len(re.sub(r"['’]s$", "", piece[-1].group()))
            yield piece[0].start(), end, tuple(_name(m) for m in piece)
        piece = []


def _nobody(lists: Words) -> frozenset[str]:
    return lists.small | lists.common | lists.private_words | lists.public_words


def _name(match: re.Match[str]) -> str:
    return re.sub(r"'s$", "", folded(match.group()))


def _capital(word: str) -> bool:
    return word[0].isupper() or bool((found := _ARTICLE.match(word)) and word[found.end()].isupper())


def _bare(word: str) -> str:
    return _ARTICLE.sub("", word, count=1)


def _is_figure(words: Sequence[str], lists: Words) -> bool:
    whole = " ".join(words)
    if whole in lists.whole_figures or whole in lists.figures:
        return True
    last = words[-1] in lists.figures or _bare(words[-1]) in lists.figures
    return last and (len(words) == 1 or _bare(words[0]) not in lists.given_names)


def _acronym(text: str, piece: Piece) -> bool:
    written = text[piece.start : piece.end]
    return len(written) <= 6 and written.replace("-", "").replace(".", "").isupper()


def _in_capitals(text: str) -> bool:
    """Whether most words have capitals: a headline, in which capitals say nothing."""
    words = [w for w in re.findall(r"[^\W\d_]{4,}", text) if w[0].isupper() or w[0].islower()]
    return len(words) >= 3 and sum(w[0].isupper() for w in words) >= 0.6 * len(words)


def merged(spans: Iterable[Span]) -> list[Span]:
    """Spans in order, those that overlap as one."""
    made: list[Span] = []
    for start, end in sorted(spans):
        if made and start < made[-1][1]:
            made[-1] = (made[-1][0], max(end, made[-1][1]))
        else:
            made.append((start, end))
    return made


def hidden(text: str, spans: Iterable[Span], words: str = WITHHELD) -> str:
    """The text with other words in the place of these spans."""
    made, reached = [], 0
    for start, end in merged(spans):
        made += [text[reached:start], words]
        reached = end
    return "".join([*made, text[reached:]])


@dataclass(frozen=True, slots=True)
class Named:
    """The names that one report gives to private persons, to be found wherever its words are shown."""

    names: frozenset[str] = frozenset()

    @classmethod
    def of(cls, text: str, spans: Iterable[Span]) -> Named:
        """Each name whole, and its parts of which no other meaning is known."""
        found: set[str] = set()
        for start, end in spans:
            name = text[start:end]
            found.add(name)
            parts = [form for part in name.split() for form in (part, _ARTICLE.sub("", part, count=1))]
            found |= {part for part in parts if _distinct(part)}
        return cls(frozenset(found))

    def spans(self, text: str) -> Iterator[Span]:
        """Where they stand in a text."""
        if self.names:
            for match in _any_of(self.names).finditer(text):
                yield match.span()


@lru_cache(maxsize=2000)
def _any_of(names: frozenset[str]) -> re.Pattern[str]:
    longest_first = sorted(names, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)


def _distinct(part: str) -> bool:
    lists, word = latin(), folded(part)
    other = lists.common | lists.small | lists.bodies | lists.leads | lists.figures | _PARTICLES
    if word in other or len(word) < 3 or _bare(word) in lists.figures:
        return False
    return part[0].isupper() or _capital(part) or people_arabic.distinct(word)
