"""Where an Arabic text names private persons, as far as words around a name tell; pure.

Arabic has no capitals and many given names are ordinary words. So a name is what follows a word for a private person
("the child", "the martyr", "his wife"), what begins with a given name and goes on like a name, and what stands before
an age. A name that none of these introduces is not found: see the guide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from incidents.public.lexicon import Words, arabic, folded

Span = tuple[int, int]

_WORD: Final = re.compile("[\u0621-\u064a\u064b-\u0652\u0670\u0671-\u06d3]+")
_AGE: Final = re.compile(
    r"\s*[،,(]?\s*(?:البالغة?|عمره|عمرها|بعمر|ابن)?\s*(?:من العمر\s*)?[\d٠-٩]{1,3}\s*(?:عام|سنة|سنوات|أعوام)"
)
LONGEST: Final = 4
"""Words of a name."""


def spans(text: str, places: frozenset[str] = frozenset()) -> Iterator[Span]:
    """Start and end of each name; they may overlap."""
    lists = arabic()
    words = list(_WORD.finditer(text))
    plain = [folded(match.group()) for match in words]
    for number, word in enumerate(plain):
        if word in lists.private_roles_words:
            yield from _behind_role(words, plain, number, text, lists, places)
        elif _given(word, lists) and not _excused(plain, number, lists):
            yield from _name(words, plain, number, text, lists, places, led=False)
    yield from _before_age(words, plain, text, lists)


def distinct(word: str) -> bool:
    """Whether a part of a name can be looked for alone: it is Arabic, and no ordinary word of the lists."""
    lists = arabic()
    return (
        bool(_WORD.fullmatch(word))
        and len(word) > 3
        and word not in lists.small | lists.bodies | lists.figures
    )


def _given(word: str, lists: Words) -> bool:
    return word in lists.given_names or (word[:1] == "و" and word[1:] in lists.given_names)


def _excused(plain: list[str], number: int, lists: Words) -> bool:
    """Whether the words before make it a public person's name, or a body's or a place's."""
    near = plain[max(0, number - 2) : number]
    roles = lists.public_words
    return any(word in roles or word.removeprefix("و") in roles for word in near) or (
        bool(near) and near[-1] in lists.bodies - {"في", folded("إلى")}
    )


def _behind_role(
    words: list[re.Match[str]], plain: list[str], number: int, text: str, lists: Words, places: frozenset[str]
) -> Iterator[Span]:
    first = number + 1
    while first < len(plain) and plain[first] in lists.private_roles_words:
        first += 1
    if first < len(plain) and plain[first] not in lists.small | lists.bodies | lists.public_words:
        yield from _name(words, plain, first, text, lists, places, led=True)


def _name(
    words: list[re.Match[str]], plain: list[str], first: int, text: str, lists: Words, places: frozenset[str], *,
    led: bool,
) -> Iterator[Span]:  # fmt: skip
    last = first
    while last + 1 < len(plain) and last + 1 - first < LONGEST and _goes_on(words, plain, last, text, lists):
        last += 1
    name = " ".join(plain[first : last + 1])
    if name in places or any(figure in name for figure in lists.figures):
        return
    start = words[first].start() + (0 if led or plain[first] in lists.given_names else 1)
    yield start, words[last].end()


def _goes_on(words: list[re.Match[str]], plain: list[str], last: int, text: str, lists: Words) -> bool:
    following = plain[last + 1]
    between = text[words[last].end() : words[last + 1].start()]
    return not between.strip() and following not in lists.small | lists.bodies and following[:1] != "و"


def _before_age(words: list[re.Match[str]], plain: list[str], text: str, lists: Words) -> Iterator[Span]:
    for number, match in enumerate(words):
        if plain[number] in lists.small or not _AGE.match(text, match.end()):
            continue
        first = number
        while first > 0 and number - first < LONGEST - 1 and _goes_on(words, plain, first - 1, text, lists):
            if plain[first - 1] in lists.small | lists.private_roles_words:
                break
            first -= 1
        if plain[first] not in lists.private_roles_words:
            yield words[first].start(), match.end()
