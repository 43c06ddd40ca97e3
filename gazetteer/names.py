"""Spellings: what makes two written forms the same name.

Three normal forms, each coarser than the one before:

``clean``
    white space and invisible characters tidied; otherwise as written.
``fold``
    case, diacritics, apostrophes and hyphens gone; Arabic letters reduced to their plain forms.
``key``
    articles gone, vowels reduced to "there is one", doubled letters, digraphs and endings evened out: the part of a
    romanised Arabic name on which writers agree. ``key("Ma'arrat an-Nu'mān") == key("Maaret al-Numan")``.

All are pure and idempotent on their own output where that makes sense (``fold(fold(x)) == fold(x)``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Final

ARTICLES: Final = frozenset(
    "al el il ul ad ed ud ar er ur as es us ash esh ush at et ut az ez uz an en un adh edh ath eth".split()  # noqa: SIM905
)
"""The Arabic article as romanised, with its assimilated forms."""

_APOSTROPHES: Final = "'’‘`´ʼʻʾʿ′ʹ＇‛ˈ\u02bd\u02c8"
_APOSTROPHE_SET: Final = frozenset(_APOSTROPHES)
_SPECIAL: Final = str.maketrans(
    {"ı": "i", "ə": "e", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"}
)
_ARABIC: Final = str.maketrans(
    {
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ئ": "ي", "ؤ": "و", "ة": "ه", "ۀ": "ه",
        "ە": "ه", "ک": "ك", "گ": "ك", "ھ": "ه", "ہ": "ه", "ء": None, "ـ": None,
    }
)  # fmt: skip
_DROPPED_CATEGORIES: Final = frozenset({"Mn", "Me", "Cf", "Cc", "Cs", "Co", "Cn"})

_ARABIC_LETTER: Final = re.compile(r"[\u0621-\u064a]")
_LATIN_LETTER: Final = re.compile(r"[a-z]")


def clean(name: str) -> str:
    """Tidy white space and drop invisible characters; a stray surrogate or NUL does not survive."""
    if name.isascii() and name.isprintable():
        return " ".join(name.split())
    kept = (" " if c.isspace() else c for c in name if c.isspace() or unicodedata.category(c)[0] != "C")
    return " ".join("".join(kept).split())


@lru_cache(maxsize=16384)
def fold(name: str) -> str:
    """Reduce a name to lower-case plain letters, digits and single spaces.

    Examples
    --------
    >>> fold("Ma‘arrat an-Nu‘mān")
    'maarrat an numan'
    >>> fold("إدلب")
    'ادلب'
    """
    return fold_text(name)


def fold_text(text: str) -> str:
    """As :func:`fold`, for whole texts: nothing is kept in memory."""
    if text.isascii():
        return " ".join(text.lower().translate(_ASCII).split())
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return " ".join("".join(map(_plain, decomposed.translate(_SPECIAL).translate(_ARABIC))).split())


@lru_cache(maxsize=4096)
def _plain(char: str) -> str:
    """A decomposed character as it stands in a folded name: itself, a space, or nothing."""
    if char in _APOSTROPHE_SET:
        return ""
    if char.isalnum():
        return char
    return " " if unicodedata.category(char) not in _DROPPED_CATEGORIES or char.isspace() else ""


_ASCII: Final = {code: _plain(chr(code)) for code in range(128)}


def slug(name: str) -> str:
    """A name as part of an id: "Deir ez-Zor" -> "deir-ez-zor"."""
    return "-".join(fold(name).split())


def is_arabic(name: str) -> bool:
    """Whether the name is written in Arabic letters."""
    return _ARABIC_LETTER.search(name) is not None


def has_vowel(name: str) -> bool:
    """Whether a Latin spelling has a vowel; machine transliterations such as "drkwsh" have none."""
    return re.search(r"[aeiouy]", fold(name)) is not None


def content_tokens(folded: str) -> tuple[str, ...]:
    """Words of a folded name without articles; all words when nothing else is there."""
    tokens = folded.split()
    kept = tuple(token for token in tokens if token not in ARTICLES)
    return kept or tuple(tokens)


@lru_cache(maxsize=16384)
def key(name: str) -> str:
    """Coarse form on which different romanisations of one name agree; empty when nothing is left of it.

    Examples
    --------
    >>> key("Karm al-Zeitoun") == key("Karm el-Zeytoun") == key("Karm Az Zaytun")
    True
    >>> key("Kafr Zeita") == key("Kafar Zaytah") == key("Kfar Zita")
    True
    """
    return key_of(content_tokens(fold(name)))


def key_of(tokens: Sequence[str]) -> str:
    """Key of a name given as its folded words without articles.

    Words such as "upper", "great" or "eastern" count as if they stood last, where Arabic has them: "Eastern
    Gharibeh" is "Gharibah Sharqiyah".
    """
    keys = [token_key(_construct(token) if token is not tokens[-1] else token) for token in tokens]
    return "".join((*(k for k in keys if k not in _qualifiers()), *(k for k in keys if k in _qualifiers())))


def _construct(token: str) -> str:
    """A word before another one without the t that joins the two: "Hatitat al-Jarash", "Hatita al-Jarash"."""
    joins = len(token) >= 5 and token[-1] == "t" and token[-2] in _VOWEL and token not in _words()
    return token[:-1] if joins else token


@lru_cache(maxsize=1)
def _qualifiers() -> frozenset[str]:
    """Keys of the words that tell namesakes apart: great, small, upper, lower, the quarters of the compass."""
    return frozenset(map(token_key, "great small upper lower eastern western northern southern".split()))  # noqa: SIM905


@lru_cache(maxsize=1)
def _words() -> dict[str, str]:
    """Folded word -> its key, for the words listed in data/gazetteer/spelling_words.txt."""
    text = files("incidents_data").joinpath("gazetteer", "spelling_words.txt").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {word: a_key for a_key, words in rows for word in words.split()}


_LETTERS: Final = (
    ("ssh", "$"), ("sch", "$"), ("sh", "$"), ("tch", "j"), ("ch", "$"), ("kh", "H"), ("gh", "g"), ("dj", "j"),
    ("th", "t"), ("dh", "d"), ("zh", "z"), ("ph", "f"), ("ck", "k"), ("q", "k"), ("c", "k"), ("x", "H"),
    ("v", "w"), ("p", "b"),
)  # fmt: skip
_VOWEL: Final = "aeiou"


@lru_cache(maxsize=65536)
def token_key(token: str) -> str:
    """Key of one folded word. The key of a name is its words' keys in a row, so "Tall Kalakh" equals "Talkalakh"."""
    if is_arabic(token):
        return _arabic_key(token)
    if token in _words():
        return _words()[token]
    if not _LATIN_LETTER.search(token):
        return token
    token = _without_joined_article(token)
    for start in ("kafr", "kafar", "kfar", "kefr"):
        if token.startswith(start) and len(token) > len(start) + 2:
            return "kfr" + token_key(token[len(start) :]).lstrip("a")
    for written, sound in _LETTERS:
        token = token.replace(written, sound)
    return _reduce_vowels(token)


def _without_joined_article(token: str) -> str:
    """A word without an article written together with it: "Alshaar", "Elsheikh", "Arrastan"."""
    if len(token) < 5 or token[0] not in "aeu" or token[2] in _VOWEL:
        return token
    plain = token[1] == "l" and token[2] != "l"
    assimilated = len(token) >= 6 and token[1] == token[2] and token[1] in "dnrstz"
    return token[2:] if plain or assimilated else token


_EVENED: Final = tuple(
    (re.compile(pattern), even)
    for pattern, even in (
        (rf"^ou(?=[{_VOWEL}])", "w"),  # Ouadi, Wadi
        (r"(\D)\1+", r"\1"),
        (rf"(?<=[{_VOWEL}])h$", ""),  # -ah, -eh
        (r"[eiy]+[ea]$", "ya"),  # -iya, -iyeh, -ieh, -ia
        (rf"[uo]w(?=[{_VOWEL}])", "w"),  # Suwayda, Sweida
        (rf"[iy]y(?=[{_VOWEL}])", "y"),
        (rf"(?<=[{_VOWEL}])[wy](?![{_VOWEL}])", ""),  # Hawl, Hol; Zayta, Zeta
        (rf"(?<![{_VOWEL}])y(?![{_VOWEL}])", "i"),  # Qamishly
        (rf"[{_VOWEL}]+", "a"),
        (r"(\D)\1+", r"\1"),
    )
)
"""What is evened out, in turn."""


def _reduce_vowels(token: str) -> str:
    """Vowels and vowel-like w, y and h to a single mark "a"; doubled letters to one."""
    for pattern, even in _EVENED:
        token = pattern.sub(even, token)
    return token


def _arabic_key(token: str) -> str:
    token = re.sub(r"^(?:وال|بال|ال|لل)(?=..)", "", token)
    token = re.sub(r"(.)\1+", r"\1", token)
    return re.sub(r"[هاي]$", "", token) or token


def consonants(a_key: str) -> str:
    """The key without its vowel marks: how much a match on it is worth."""
    return a_key.replace("a", "")
