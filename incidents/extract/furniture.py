"""Captions of pictures and what stands around the text of a page: by their words, what leads them in, or a credit."""

from __future__ import annotations

import re
from typing import Final

from incidents.extract.flagged import Flagged, longest_phrase
from incidents.extract.words import CueWords
from incidents.model import Flag

REACH: Final = 80
"""Characters before and after a sentence that are looked at."""

_LEADS: Final = (
    r"related(?: (?:articles?|stories|story|news|content|links?|topics?|coverage|reading))?"
    r"|(?:read|see|watch|listen) (?:also|more|now)|also (?:read|see|watch)|read|watch|listen"
    r"|most (?:read|popular|viewed|shared|watched)|more on this(?: story)?|more (?:stories|news)"
    r"|recommended(?: (?:for you|reading|stories))?|trending(?: now)?|up next|don['’]t miss|further reading"
    r"|you may (?:also )?(?:like|be interested in)|editors?['’]?s? (?:picks?|choice)|in pictures|in photos"
)
_LEAD: Final = re.compile(rf"\W{{0,3}}({_LEADS})\s*(?::|\||>|»|–|—|-(?=\s))\s*\S", re.I)
"""What leads the headline of another report in: "Related: ...", "Read also | ..."."""

_BARE_LEAD: Final = re.compile(rf"(?:^|\n)[ \t]*\W{{0,3}}({_LEADS})\s*[:>»|]?[ \t]*\n\s*$", re.I)
"""The same on a line of its own above the headline."""

_HEADLINE: Final = re.compile(r"[^.!?]+")
"""Headlines end without a full stop; a report's own sentence after such a line has one."""

_CAPTION_LEAD: Final = re.compile(
    r"\W{0,3}((?:photo|picture|image|video)?\s*caption"
    r"|(?:file )?(?:photo|picture|image|photograph)s?(?: \d+)?)\s*:\s*\S",
    re.I,
)
_AGENCY: Final = (
    r"(?:Reuters|REUTERS|AFP|AP|EPA|EFE|UPI|SANA|Xinhua|Anadolu(?: Agency)?|Getty(?: Images)?"
    r"|Associated Press|Shutterstock)"
)
_PERSON: Final = r"[A-Z][\w.'’-]*(?: (?:al-|el-)?[A-Z][\w.'’-]*){0,3}"
_PICTURE: Final = r"(?i:file photo|photo|picture|image|photograph|credit|courtesy)"
_CREDIT: Final = re.compile(
    rf"\s*([(\[]{_PICTURE}\b[^)\]\n]{{0,60}}[)\]]|[(\[]?{_AGENCY}/{_PERSON}[)\]]?|[(\[]{_PERSON}/{_AGENCY}[)\]]"
    rf"|{_PICTURE}s?(?::| by:?) {_PERSON}(?:/{_AGENCY})?)\s*\.?[ \t]*(?:\n|\Z)"
)
"""Who took the picture, at the end of its line: "(Photo: AFP)", "Reuters/Name", "[Name/Reuters]"."""


def sentence_flag(text: str, cues: CueWords, before: str = "", after: str = "") -> Flagged | None:
    """Why a sentence is no part of the report, if it is none.

    Parameters
    ----------
    text : str
        The sentence.
    cues : CueWords
    before, after : str
        Some characters of the report around it, with their line ends.
    """
    start = before.rpartition("\n")[2]
    line = text if set(start) & set(".!?") else start + text  # the parser may cut behind the colon of a lead
    lead = _lead(line, before)
    if lead is not None:
        return Flagged(Flag.CAPTION, f"led in by “{lead}”")
    for phrases in (cues.furniture_phrases, cues.caption_phrases):
        phrase = longest_phrase(text.lower(), phrases)
        if phrase is not None:
            return Flagged(Flag.CAPTION, f"“{phrase}”", yields=phrases is cues.caption_phrases)
    caption = _CAPTION_LEAD.match(line) or _CREDIT.match(after) or _CREDIT.search(text)
    # Captions run into the report's first line, and agencies sign their reports: a toll is told all the same.
    return Flagged(Flag.CAPTION, f"“{caption[1].strip()}”", yields=True) if caption else None


def _lead(text: str, before: str) -> str | None:
    """The words that lead a sentence in as another report's headline."""
    # A report may open so itself: "Watch: warplanes bomb ..." is all there is to it.
    inline = _LEAD.match(text) if "\n" in before else None
    if inline is not None:
        return inline[1]
    above = _BARE_LEAD.search(before)
    return above[1] if above is not None and _HEADLINE.fullmatch(text) else None
