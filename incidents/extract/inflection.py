"""Regular English endings, so that the word lists need only hold base forms."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Final

from incidents.extract.words import read_table

VOWELS: Final = "aeiou"


def inflect_verb(entry: str) -> tuple[str, ...]:
    """All forms of a verb or verb phrase; irregular ones are listed after slashes.

    Examples
    --------
    >>> inflect_verb("kill")
    ('kill', 'kills', 'killed', 'killing')
    >>> inflect_verb("strike/struck")
    ('strike', 'struck', 'strikes', 'striking')
    """
    base, *irregular = entry.split("/")
    head, *rest = base.split(" ")
    tail = "".join(f" {word}" for word in rest)
    third, past, ing = (f"{form}{tail}" for form in (_third(head), _past(head), _ing(head)))
    forms = (base, *irregular, *sorted((third, ing))) if irregular else (base, third, past, ing)
    return tuple(dict.fromkeys(forms))


def _third(verb: str) -> str:
    if verb.endswith(("s", "x", "z", "ch", "sh", "o")):
        return verb + "es"
    if verb.endswith("y") and verb[-2:-1] not in VOWELS:
        return verb[:-1] + "ies"
    return verb + "s"


def _past(verb: str) -> str:
    if verb.endswith("e"):
        return verb + "d"
    if verb.endswith("y") and verb[-2:-1] not in VOWELS:
        return verb[:-1] + "ied"
    return verb + "ed"


def _ing(verb: str) -> str:
    if verb.endswith("ie"):
        return verb[:-2] + "ying"
    if verb.endswith("e") and not verb.endswith("ee"):
        return verb[:-1] + "ing"
    return verb + "ing"


@functools.cache
def _irregular_plurals() -> Mapping[str, str]:
    return {str(one): str(many) for one, many in read_table("inflection")["plurals"].items()}


def plural(noun: str) -> str:
    """Plural of an English noun or noun phrase.

    Examples
    --------
    >>> plural("air strike"), plural("body"), plural("policeman")
    ('air strikes', 'bodies', 'policemen')
    """
    head, _, last = noun.rpartition(" ")
    irregular = _irregular_plurals().get(last)
    if irregular is not None:
        many = irregular
    elif last.endswith(("s", "x", "z", "ch", "sh")):
        many = last + "es"
    elif last.endswith("y") and last[-2:-1] not in VOWELS:
        many = last[:-1] + "ies"
    else:
        many = last + "s"
    return f"{head} {many}" if head else many
