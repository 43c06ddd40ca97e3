"""Pages as a printer set them into the text that a reader has in mind.

Running heads, feet and page numbers go, lines become paragraphs again, and words that were parted at a line's end are
one word. All by rules on the text alone; where they cannot know, nothing is changed.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from incidents.sources.published import find_published

EDGE_LINES: Final = 3
"""So many lines at the top and at the foot of a page may be furniture."""
FURNITURE_SHARE: Final = 1 / 3
"""Of the pages: heads of left and right pages differ, and the first page has none."""
FULL_LINE_SHARE: Final = 0.75
"""A line shorter than this share of a page's long ones was ended by its writer, not by the column."""
HEADING_SHARE: Final = 0.6
"""The same for a line without a full stop at its end, which may be a heading."""

_NUMBER: Final = re.compile(r"(?<!\w)\d{1,4}(?!\w)")
_PAGE_NUMBER: Final = re.compile(
    r"(?:page|p\.|صفحة)\s*\d{1,4}(?:\s*(?:/|of|من)\s*\d{1,4})?|\d{1,4}\s*(?:/|of)\s*\d{1,4}"
    r"|[-–—|]\s*\d{1,4}\s*[-–—|]",
    re.IGNORECASE,
)
_ENDS: Final = re.compile(r"[.!?…؟:][\"'”’»)\]]*\Z")
_ITEM: Final = re.compile(r"(?:[-–—•*▪◦·]|\d{1,3}[.)]|\([a-z\d]{1,3}\))\s")
_PARTED: Final = re.compile(r"([^\W\d_]+)[-\u00ad\u2010]\Z")
_FIRST_WORD: Final = re.compile(r"[^\W\d_]+")
_WORD: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_SHAPES: Final = re.compile("[\ufb00-\ufb06\ufb50-\ufdfb\ufe70-\ufefc]")


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


# English words that are written with a hyphen wherever the line ends.
_FIRST_PARTS: Final = _words(
    "al el as ash ad adh an ar at ath az anti pro non self ex co semi mid post pre counter cross multi well all air "
    "government regime rebel opposition army state kurdish turkish russian iranian israeli american islamist us un"
)
_LAST_PARTS: Final = _words(
    "held backed led controlled run based linked affiliated aligned allied armed owned made old year to in of off "
    "up style scale ranking wing fire funded trained supported besieged dominated majority"
)


def join_pages(pages: Sequence[str]) -> str:
    """Put the text of pages together.

    Parameters
    ----------
    pages
        Lines of each page in reading order, as a PDF gives them.

    Returns
    -------
    str
        Paragraphs with a blank line between; those that run over a page's end in one piece.
    """
    rows = [_lines(page) for page in pages]
    kept = _without_furniture(rows)
    known = Counter(word.lower() for lines in kept for line in lines for word in _WORD.findall(line))
    return "\n\n".join(_paragraphs(kept, known))


def _lines(page: str) -> list[str]:
    """The lines of a page; letters that stand as ligatures or in their Arabic shapes become letters again."""
    page = _SHAPES.sub(lambda sign: unicodedata.normalize("NFKC", sign.group()), page)
    return [" ".join(line.split()) for line in page.splitlines() if line.strip()]


# --- furniture --------------------------------------------------------------------------------------------------


def _without_furniture(pages: Sequence[list[str]]) -> list[list[str]]:
    counts = Counter(sign for number, lines in enumerate(pages) for sign in _signs_of_page(lines, number))
    filled = sum(bool(lines) for lines in pages)
    often = {sign for sign, count in counts.items() if count >= max(2, FURNITURE_SHARE * filled)}
    return [_cleared(lines, number, often) for number, lines in enumerate(pages)]


def _signs_of_page(lines: Sequence[str], number: int) -> set[str]:
    return {sign for at in _edges(lines) for sign in _signs(lines, at, number)}


def _edges(lines: Sequence[str]) -> list[int]:
    """Places of the lines at the top and the foot; not so many that nothing is left in between."""
    depth = min(EDGE_LINES, max(1, len(lines) // 4))
    return sorted({*range(min(depth, len(lines))), *range(max(0, len(lines) - depth), len(lines))})


def _signs(lines: Sequence[str], at: int, number: int) -> Iterator[str]:
    """What a line has in common with that in the same place of other pages, counted from the top or from the foot.

    Its words, or its words around a number that counts the pages. A sentence said twice stands in another place.
    """
    line = lines[at]
    for place in (at, at - len(lines)):
        yield f"{place}\0{line}"
        for found in _NUMBER.finditer(line):
            yield f"{place}\0{line[: found.start()]}\0{int(found.group()) - number}\0{line[found.end() :]}"


def _cleared(lines: list[str], number: int, often: set[str]) -> list[str]:
    edges = set(_edges(lines))
    top = set(range(EDGE_LINES))

    def is_furniture(at: int) -> bool:
        if at not in edges:
            return False
        if _PAGE_NUMBER.fullmatch(lines[at]) or lines[at] == str(number + 1):
            return True
        # The first page's head may be the only place that names the paper and the day: it stays.
        return not (number == 0 and at in top) and not often.isdisjoint(_signs(lines, at, number))

    return [line for at, line in enumerate(lines) if not is_furniture(at)]


# --- paragraphs -------------------------------------------------------------------------------------------------


def _paragraphs(pages: Sequence[Sequence[str]], known: Counter[str]) -> Iterator[str]:
    """Lines of all pages put together where the column ended them."""
    text = ""
    before, long_before = "", 0
    for lines in pages:
        width = _width(lines)
        for line in lines:
            if before and not _goes_on(before, line, max(width, long_before) if text else width):
                yield text
                text = ""
            text = _joined(text, line, known) if text else line
            before, long_before = line, width
    if text:
        yield text


def _width(lines: Sequence[str]) -> int:
    """Length of a page's long lines; of a few lines, of the longest."""
    lengths = sorted(map(len, lines))
    return lengths[math.ceil(0.8 * (len(lengths) - 1))] if lengths else 0


def _goes_on(line: str, following: str, width: int) -> bool:
    """Whether a paragraph goes on in the following line."""
    if _PARTED.search(line) and following[:1].islower():
        return True
    if _ITEM.match(following) or find_published(following):  # "HOMS, March 12, 2012 - ..." begins a report
        return False
    if following[:1].islower():
        return True
    if _ENDS.search(line):
        return len(line) >= FULL_LINE_SHARE * width
    # Letters without case (Arabic) and figures say nothing; a short line without a full stop is a heading.
    return len(line) >= HEADING_SHARE * width


def _joined(text: str, line: str, known: Counter[str]) -> str:
    parted, first = _PARTED.search(text), _FIRST_WORD.match(line)
    if not parted or not first:
        return f"{text} {line}"
    if text.endswith("\u00ad"):  # a hyphen that is only there for the line's end
        return text[:-1] + line
    return (text if _keeps_hyphen(parted[1], first.group(), known) else text[:-1]) + line


def _keeps_hyphen(start: str, end: str, known: Counter[str]) -> bool:
    """Whether two parts of a word are written with a hyphen in the middle of a line, too."""
    if not end[0].islower():
        return True  # "al-" and "Zeitoun"
    whole, hyphened = (start + end).lower(), f"{start}-{end}".lower()
    if known[whole] != known[hyphened]:
        return known[hyphened] > known[whole]
    return start.lower() in _FIRST_PARTS or end.lower() in _LAST_PARTS
