"""Web pages and stray markup into the text that a reader sees.

A whole page is given to trafilatura, which tells the report from menus and the like. A piece of markup ("<p>...",
pasted or in a row) is all report: only its tags go. The cutting of tags is our own, by one pass over the text, as
parsers give up on hostile pages (libxml2 drops all that is nested more than 256 deep) and nothing may be lost.
"""

from __future__ import annotations

import datetime as dt
import html
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Final

from incidents.sources.published import as_date

PAGE_SUFFIXES: Final = frozenset({".html", ".htm", ".xhtml"})

MIN_MAIN_CHARS: Final = 250
MIN_MAIN_SHARE: Final = 0.05
"""Below this share of a page's text trafilatura has found something else than the report; a page of a news agency has
more menus than that, but not twenty times as much."""
ALL_SHARE: Final = 0.98
"""From here on two readings of a page hold the same: they differ in entities and the like."""
SHORT_MAIN_SHARE: Final = 0.5
"""The same for what is shorter than `MIN_MAIN_CHARS`: the whole of a short page, or a cookie notice."""

_MAX_TAG: Final = 2_000
"""Characters of a tag given to the parser: checking thousands of attributes for doubles takes it minutes."""


_MAX_TAGS: Final = 30_000
"""Ten times as many as a page of news has; hundreds of thousands, nested, keep trafilatura busy for minutes."""


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


_BLOCKS: Final = _names(
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 "
    "h4 h5 h6 head header hr html li main menu nav ol p pre section summary table tbody tfoot thead title tr ul"
)
_LINES: Final = frozenset({"br", "li", "tr", "dt", "dd", "caption", "option"})
"""Tags that begin a line, not a paragraph."""
_CELL: Final = "\0"  # parts cells while the text is put together: no text that comes in holds it
_CELLS: Final = frozenset({"td", "th"})
_UNSEEN: Final = frozenset(
    {"script", "style", "template", "noscript", "svg", "iframe", "object", "title", "select", "textarea"}
)
"""Tags whose content is no text of the page."""
_CODE: Final = frozenset({"script", "style"})
"""Those of them that hide all the rest when they are not closed; what stands after the others is text."""
_INLINE: Final = _names(
    "a abbr acronym b bdi bdo big button cite code data del dfn em font i img input ins kbd label link mark meta "
    "nobr picture q s samp small source span strike strong sub sup time tt u var video audio wbr "
    "caption col colgroup embed map area canvas rp rt ruby base param track colgroup option"
)
_KNOWN: Final = _BLOCKS | _LINES | _CELLS | _UNSEEN | _INLINE

# Possessive, and never past a "<": one pass whatever the page holds. A "<" inside an attribute leaves the tag as text.
_TAG: Final = re.compile(
    r"<!--|<[!?][^<>]*+>|<(?P<close>/?)(?P<name>[a-zA-Z][a-zA-Z0-9:-]*+)(?=[\s/>])"
    r"(?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+')*+>|<(?P<close2>/?)(?P<name2>[a-zA-Z][a-zA-Z0-9:-]*+)(?=[\s/>])[^<>]*+>"
)
_PAGE: Final = re.compile(r"<(?:!doctype\s+html|html|head|body)(?=[\s>])", re.IGNORECASE)
_DOCTYPE: Final = re.compile(r"\s*(?:<\?xml[^<>]*+>\s*)?<!doctype[^<>\[]*+\[[^\]]*+\]\s*>", re.IGNORECASE)
_MARKUP_NAMES: Final = (
    "p|div|span|h[1-6]|ul|ol|li|table|tbody|tr|td|th|b|i|u|strong|em|a|blockquote|section|article|body|html|head|"
    "font|center|sup|sub|small|figure|figcaption|pre|strike|mark|title|main"
)
_SIGN: Final = re.compile(
    rf"<(?:(?P<lone>br|p|hr)|(?P<open>{_MARKUP_NAMES}))(?:\s+[a-z][\w:-]*\s*=[^<>]*+)?\s*/?>|</(?P<end>{_MARKUP_NAMES})\s*>",
    re.IGNORECASE,
)
# As in html.unescape, but with the ";" and no more figures than a character can have: it fails on thousands of them.
_ENTITY: Final = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_BLOCK_TAG: Final = re.compile(
    r"</?(?:p|div|li|tr|td|h[1-6]|blockquote|section|article|body)(?=[\s>])", re.IGNORECASE
)

_LOGGER: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Hints:
    """What the properties of a file say: often left from a template or another program, so nothing to rely on."""

    title: str | None = None
    author: str | None = None
    made: dt.date | None = None
    """The day the file was made, which is not the day the report came out."""


NO_HINTS: Final = Hints()


@dataclass(frozen=True, slots=True)
class Page:
    """What was read from a page: its report, what it says about itself, and what was done to get there."""

    text: str
    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    published: dt.date | None = None
    remarks: tuple[str, ...] = ()
    hints: Hints = NO_HINTS
    source: str = "page"
    """Where title, publisher and day were found, for a message."""


def looks_like_html(text: str) -> bool:
    """Whether a text is a page or holds markup: a line break, a paragraph or a pair of tags.

    A "<" before a number or a word is none, nor is a script or an image alone: those stay words of the text.
    """
    if _PAGE.match(text.lstrip()):
        return True
    opened: set[str] = set()
    for sign in _SIGN.finditer(text):
        if sign["lone"] or (sign["end"] and sign["end"].lower() in opened):
            return True
        if sign["open"]:
            opened.add(sign["open"].lower())
    return False


def unescape(text: str) -> str:
    """`text` with the characters that entities ("&nbsp;", "&#8217;") stand for."""
    return _ENTITY.sub(lambda found: html.unescape(found.group()), text)


def read_markup(markup: str) -> Page:
    """Read a page, or a piece of one.

    Parameters
    ----------
    markup : str
        Markup in any state: unclosed, nested without end, cut off.

    Returns
    -------
    Page
        With the report's text in paragraphs, and remarks that say what was left out.
    """
    whole = _PAGE.search(markup) is not None
    markup = _DOCTYPE.sub("", markup, count=1) if _DOCTYPE.match(markup) else markup
    everything, cut = visible_text(markup, keep_lines=not whole)
    unclosed = (f"all after an unclosed <{cut}> was left out, as a browser does",) if cut else ()
    removed = "HTML: markup was removed, quotes count in the text without it"
    if not whole:
        return Page(everything, remarks=(removed, *unclosed))
    page = _self_description(markup)
    main = _main_text(markup, everything)
    if main is None:
        said = "HTML: the report could not be told from the rest of the page, so all its visible text is read"
    elif len(_letters(main)) >= ALL_SHARE * len(_letters(everything)):
        main, said = None, removed  # our own text of a bare page: trafilatura may tear its sentences apart
    else:
        said = "HTML: markup, menus and the like were removed, quotes count in the text without them"
    return replace(page, text=everything if main is None else main, remarks=(said, *unclosed))


# --- all visible text -------------------------------------------------------------------------------------------


def visible_text(markup: str, *, keep_lines: bool = False) -> tuple[str, str | None]:
    """All the text of a page that a reader sees, menus included.

    Parameters
    ----------
    markup : str
        The page.
    keep_lines : bool
        True where line ends are those of the text; in a page they mean nothing.

    Returns
    -------
    (str, str or None)
        The text, a blank line between paragraphs, and the name of a tag that hides all the rest as it is not closed.
    """
    every_line = keep_lines and _BLOCK_TAG.search(markup) is None
    shown: list[str] = []
    cut = None
    for piece in _pieces(markup):
        shown += (_spaced(piece.words, keep_lines=keep_lines, every_line=every_line), _break(piece.name))
        cut = piece.name if piece.hides_rest else None
    return _tidied("".join(shown)), cut


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of text that is seen, and the tag after it."""

    words: str
    tag: str = ""
    name: str = ""
    hides_rest: bool = False


def _pieces(markup: str) -> Iterator[_Piece]:
    """Cut `markup` at its tags; comments, scripts and the like are left out with all they hold."""
    start = at = 0
    unclosed: set[str] = set()  # so that a hundred thousand of them do not search the rest each anew
    while (tag := _TAG.search(markup, at)) is not None:
        name = _name(tag)
        at = tag.end()
        if name and name not in _KNOWN and "-" not in name and ":" not in name:
            continue  # "<unclear>": words of the report
        words, start = markup[start : tag.start()], at
        hidden = _hides(tag, name)
        end = _end_of(hidden).search(markup, at) if hidden and hidden not in unclosed else None
        if end is not None:
            yield _Piece(words, "", name)
            start = at = end.end()
        elif hidden in _CODE:
            yield _Piece(words, "", name, hides_rest=True)
            return
        else:
            if hidden:
                unclosed.add(hidden)  # what it holds may well be the report: it is kept
            yield _Piece(words, tag.group(), name)
    yield _Piece(markup[start:])


def _name(tag: re.Match[str]) -> str:
    return (tag["name"] or tag["name2"] or "").lower()


def _hides(tag: re.Match[str], name: str) -> str:
    """The name of what a tag opens if that is not seen, else nothing."""
    if tag.group() == "<!--":
        return "!--"
    opens = not (tag["close"] or tag["close2"] or tag.group().endswith("/>"))
    return name if opens and name in _UNSEEN else ""


def _end_of(name: str) -> re.Pattern[str]:
    pattern = "--!?>" if name == "!--" else rf"</{name}(?=[\s/>])[^<>]*+>"
    return re.compile(pattern, re.IGNORECASE | re.ASCII)


def _spaced(words: str, *, keep_lines: bool, every_line: bool) -> str:
    if every_line:
        return unescape(words)
    if keep_lines:
        paragraphs = re.split(r"\n[ \t]*(?:\n[ \t]*)+", words)
        return "\n\n".join(unescape(re.sub(r"[ \t\n]+", " ", paragraph)) for paragraph in paragraphs)
    return unescape(re.sub(r"[ \t\n]+", " ", words))


def _break(tag: str) -> str:
    if tag in _LINES:
        return "\n"
    if tag in _CELLS:
        return _CELL
    return "\n\n" if tag in _BLOCKS else ""


def _tidied(text: str) -> str:
    """`text` without the blanks that tags leave: rows of cells parted by bars, one blank line between paragraphs."""
    lines = (line.split(_CELL) for line in text.replace("\xa0", " ").split("\n"))
    rows = (" | ".join(cell for part in cells if (cell := part.strip())) for cells in lines)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(rows)).strip()


# --- the report of a page ---------------------------------------------------------------------------------------


def _main_text(markup: str, everything: str) -> str | None:
    """The report of a page; None when it cannot be told from the rest."""
    import trafilatura  # takes a tenth of a second, for pages only

    clean, tags = _harmless(markup)
    if tags > _MAX_TAGS:
        return None
    try:
        tree = trafilatura.load_html(clean)
        if tree is None or not _complete("".join(tree.itertext()), everything):
            return None
        found = trafilatura.extract(
            tree, output_format="txt", include_comments=False, include_tables=True, favor_recall=True
        )
    except Exception:  # whatever a hostile page does to the library: there is still all its text
        _LOGGER.debug("no main text", exc_info=True)
        return None
    main = (found or "").strip()
    wanted = SHORT_MAIN_SHARE if len(main) < MIN_MAIN_CHARS else MIN_MAIN_SHARE
    if not main or len(main) < wanted * len(everything):
        return None
    return "".join(_paragraphs(main))


def _complete(parsed: str, everything: str) -> bool:
    """Whether a parser came to the end of a page: it stops where tags are nested too deep."""
    got, all_signs = _letters(parsed), _letters(everything)
    return len(got) >= ALL_SHARE * len(all_signs) and got[-5:] == all_signs[-5:]


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _paragraphs(text: str) -> Iterator[str]:
    """Lines of trafilatura's as paragraphs: a blank line between, rows of a table and items of a list kept close."""
    before = ""
    for line in text.split("\n"):
        if not line.strip() or re.fullmatch(r"[|\s-]+", line):
            continue
        close = line.startswith(("|", "- ")) and before[:1] == line[:1]
        yield ("" if not before else "\n" if close else "\n\n") + line.strip(" |")
        before = line


def _harmless(markup: str) -> tuple[str, int]:
    """`markup` without what is not seen and without the attributes of monstrous tags; and how many tags it has."""
    kept, tags = [], 0
    for piece in _pieces(markup):
        kept.append(piece.words)
        kept.append(f"<{piece.name}>" if len(piece.tag) > _MAX_TAG and piece.name else piece.tag)
        tags += bool(piece.tag)
    return "".join(kept), tags


# --- what a page says about itself ------------------------------------------------------------------------------

_HEAD_TAGS: Final = re.compile(
    r"<meta(?=[\s/])[^<>]{1,2000}+>|<link(?=\s)[^<>]{1,2000}+>|<title(?:\s[^<>]*+)?>[^<]*+</title\s*>"
    r"|<script\s[^<>]{0,200}?ld\+json[^<>]{0,200}+>[^<]{0,50000}+</script\s*>"
    r"|<time\s[^<>]{0,300}?(?:pubdate|datepublished|publish|entry-date)[^<>]{0,300}+>[^<]{0,200}+</time\s*>",
    re.IGNORECASE,
)
_MAX_HEAD_TAGS: Final = 500


def _self_description(markup: str) -> Page:
    """Title, publisher, address and day from what the page's head states.

    The text itself is not searched: the only day in it may be that of a massacre remembered.
    """
    head = "".join(tag.group() for tag in islice(_HEAD_TAGS.finditer(markup), _MAX_HEAD_TAGS))
    try:
        stated = _stated(f"<html><head>{head}</head><body><p>-</p></body></html>")
    except Exception:  # as above: a page that says nothing of itself is still read
        _LOGGER.debug("no self-description", exc_info=True)
        return Page("")
    url = stated.url if re.match(r"https?://[^\s<>\"']+\Z", stated.url or "") else None
    return Page("", stated.title or None, stated.sitename or None, url, as_date(stated.date))


def _stated(page: str) -> Any:
    from trafilatura.metadata import extract_metadata

    # The first day of publication, not of a later change: "on Monday" counts from there.
    how = {"extensive_search": False, "original_date": True, "outputformat": "%Y-%m-%d"}
    return extract_metadata(page, date_config=how)
