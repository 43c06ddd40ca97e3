"""Which script a stretch of text is written in, and whether it is Arabic or another language in Arabic letters."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

PERSIAN: Final = "Persian, Kurdish or Urdu"
OTHER_LETTERS_LEAST: Final = 0.015
"""Share of letters that Arabic does not have from which on a text is none. A single one may be a foreign name."""
OTHER_LETTERS_FEWEST: Final = 2
OTHER_WORDS_LEAST: Final = 0.12
"""Share of small words of Persian, Kurdish or Urdu that says the same."""

_ARABIC_RANGES: Final = "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufeff"
_ARABIC: Final = re.compile(f"[{_ARABIC_RANGES}]")
_NOT_ARABIC_LETTERS: Final = re.compile("[پچژگڤێۆڕڵەټډړڼٹڈڑںےہھ]")
_PERSIAN_FORMS: Final = re.compile("[یک]")
"""Yeh and kaf as a Persian keyboard writes them. Alone they say nothing: some type Arabic with one."""
_WORD: Final = re.compile(f"[{_ARABIC_RANGES}]+")
# Small words of Persian, Sorani and Urdu that are no words of Arabic; the letters ی and ک are those of Persian.
_OTHER_WORDS: Final = frozenset(
    {
        "از", "در", "را", "که", "است", "این", "برای", "شد", "شده", "بود", "های", "می", "آن", "یک", "تا", "یا",
        "لە", "بە", "کە", "بۆ", "لەگەڵ", "ئەو", "ئەم",
        "کے", "کی", "کا", "میں", "ہے", "نے", "سے", "پر", "اور", "کو",
    }
)  # fmt: skip
# First and last character of the blocks of other scripts, and what is said of them.
_SCRIPTS: Final = (
    ("\u0590", "\u05ff", "Hebrew"),
    ("\u0400", "\u052f", "Cyrillic"),
    ("\u0370", "\u03ff", "Greek"),
    ("\u0530", "\u058f", "Armenian"),
    ("\u0700", "\u074f", "Syriac"),
    ("\u0900", "\u0dff", "a script of South Asia"),
    ("\u0e00", "\u0eff", "Thai or Lao"),
    ("\u10a0", "\u10ff", "Georgian"),
    ("\u1200", "\u137f", "Ethiopic"),
    ("\u1100", "\u11ff", "Korean"),
    ("\uac00", "\ud7af", "Korean"),
    ("\u3040", "\u30ff", "Japanese"),
    ("\u3400", "\u9fff", "Chinese or Japanese"),
)
_READ: Final = "Latin"
_ARABIC_NAME: Final = "Arabic"


def is_arabic(text: str) -> bool:
    """Whether a sentence or paragraph is Arabic: most of its letters are, and it is not Persian, Kurdish or Urdu.

    Examples
    --------
    >>> is_arabic("قصفت قوات النظام بلدة مورك (AFP)"), is_arabic("shelling of Morek مورك")
    (True, False)
    """
    return _main_script(text) == _ARABIC_NAME and not _is_persian(text)


def unread_script(text: str) -> str | None:
    """Name the script or language of a text that cannot be read; None for Arabic, Latin letters and no letters.

    Examples
    --------
    >>> unread_script("Обстрел города Хама"), unread_script("حملات هوایی در شهر حلب ادامه دارد که این")
    ('Cyrillic', 'Persian, Kurdish or Urdu')
    """
    script = _main_script(text)
    if script == _ARABIC_NAME:
        return PERSIAN if _is_persian(text) else None
    return None if script in {None, _READ} else script


def _main_script(text: str) -> str | None:
    """The script of more than half of the letters, else that of the most."""
    counted = Counter(_script_of(char) for char in text if char.isalpha())
    return counted.most_common(1)[0][0] if counted else None


def _script_of(char: str) -> str:
    if char < "\u0370":
        return _READ
    if _ARABIC.match(char):
        return _ARABIC_NAME
    return next((name for first, last, name in _SCRIPTS if first <= char <= last), _READ)


def _is_persian(text: str) -> bool:
    letters = len(_ARABIC.findall(text))
    foreign = len(_NOT_ARABIC_LETTERS.findall(text))
    if foreign >= OTHER_LETTERS_FEWEST and foreign >= OTHER_LETTERS_LEAST * letters:
        return True
    written = _WORD.findall(text)
    small = sum(word in _OTHER_WORDS for word in written)
    if small and len(_PERSIAN_FORMS.findall(text)) >= OTHER_LETTERS_FEWEST:
        return True
    return small >= max(OTHER_WORDS_LEAST * len(written), 2)
