"""Whether words describe violence to bodies so that a reader should choose to see them; pure.

That people were killed or a town was bombed is what every report here says: it is not graphic in this sense.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Final

import yaml

_SENTENCE: Final = re.compile(r"[^.!?؟\n]*(?:[.!?؟]+[\"”’»)]*|\n|$)\s*")
_MARKS: Final = re.compile("[\u064b-\u0652\u0670\u0640]")


def is_graphic(text: str) -> bool:
    """Whether any word or phrase of ``lexicons/graphic.yaml`` stands in a text."""
    return bool(_pattern().search(_MARKS.sub("", text)))


def passages(text: str) -> list[tuple[int, int]]:
    """Start and end of the sentences with such words, those that follow each other as one."""
    found: list[tuple[int, int]] = []
    for match in _SENTENCE.finditer(text):
        if match.group().strip() and is_graphic(match.group()):
            if found and found[-1][1] == match.start():
                found[-1] = (found[-1][0], match.end())
            else:
                found.append(match.span())
    return found


@cache
def _pattern() -> re.Pattern[str]:
    rows = yaml.safe_load((files("incidents") / "lexicons" / "graphic.yaml").read_text(encoding="utf-8"))
    english, bodies, states = rows["english"], "|".join(rows["bodies"]), "|".join(rows["states"])
    pairs = [rf"(?:{bodies})\b[^.!?]{{0,40}}\b(?:{states})", rf"(?:{states})\b[^.!?]{{0,25}}\b(?:{bodies})"]
    arabic = [
        rf"(?<!\w)(?:و|ف|ال)?{re.escape(word)}(?:ا|ه|ها|هم|ين|ون|ات|ت|وا)?(?!\w)" for word in rows["arabic"]
    ]
    return re.compile("|".join([rf"\b(?:{'|'.join([*english, *pairs])})\b", *arabic]), re.IGNORECASE)
