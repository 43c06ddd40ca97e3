"""The word lists by which names are found or left standing; read once from ``lexicons/people.yaml``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml

_BREAKS: Final = frozenset("of near from in at by with to for on and who whose his her their said".split())  # noqa: SIM905
"""Behind these a role is another's: "a neighbour of the president"."""
_MARKS: Final = re.compile("[\u064b-\u0652\u0670\u0640]")
_ALEFS: Final = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ة": "ه"})


def folded(word: str) -> str:
    """A word as the lists are compared: small letters without accents, curly quotes or Arabic vowel signs."""
    plain = unicodedata.normalize("NFKD", word.replace("’", "'").replace("‘", "'").replace("ğ", "g"))
    kept = "".join(c for c in plain if not unicodedata.combining(c) or "\u0600" <= c <= "\u06ff")
    return _MARKS.sub("", unicodedata.normalize("NFKC", kept)).translate(_ALEFS).casefold()


@dataclass(frozen=True, slots=True)
class Words:
    """The lists for one script."""

    figures: frozenset[str]
    whole_figures: frozenset[str]
    public_roles: re.Pattern[str]
    """Ends where a name would begin."""
    private_roles: re.Pattern[str]
    role_behind: re.Pattern[str]
    """Begins where a name ended."""
    bodies: frozenset[str]
    leads: frozenset[str]
    common: frozenset[str]
    small: frozenset[str]
    given_names: frozenset[str]
    private_words: frozenset[str]
    private_roles_words: frozenset[str]
    """Whole roles that are one word."""
    public_words: frozenset[str]


@cache
def latin() -> Words:
    """The lists for Latin letters."""
    return _words(_data())


@cache
def arabic() -> Words:
    """The lists for Arabic letters; ``small`` holds the words that end a name."""
    rows = dict(_data()["arabic"])
    rows["small"] = rows.pop("stops")
    return _words(rows)


def _data() -> Mapping[str, Any]:
    found: Mapping[str, Any] = yaml.safe_load(
        (files("incidents.public") / "lexicons" / "people.yaml").read_text(encoding="utf-8")
    )
    return found


def _words(rows: Mapping[str, Any]) -> Words:
    def listed(name: str) -> frozenset[str]:
        return frozenset(folded(str(word)) for word in rows.get(name, ()))

    public, private = listed("public_roles"), listed("private_roles")
    whole = listed("whole_figures")
    return Words(
        figures=listed("figures"),
        whole_figures=whole,
        public_roles=_before(public),
        private_roles=_before(private),
        role_behind=re.compile(
            rf"\s*,\s*(?:(?:a|an|the|who is|who was)\s+)?(?:(?!(?:{_any(private | _BREAKS)})\b)[\w'’.-]+\s+){{0,3}}?"
            rf"(?:{_any(public)})\b",
            re.IGNORECASE,
        ),
        bodies=listed("bodies"),
        leads=listed("leads"),
        common=listed("common"),
        small=listed("small"),
        given_names=listed("given_names"),
        private_words=frozenset(w for role in private for w in role.split()),
        private_roles_words=frozenset(role for role in private if " " not in role),
        public_words=frozenset(w for role in public for w in role.split()),
    )


def _any(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


def _before(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w)(?:{_any(words)})\.?(?:\s+(?:of|named|called|whose name is))?[\s,:\"“'(]*$", re.IGNORECASE
    )
