"""What a server answered, read into values: nothing in an answer is believed, nothing in it raises but `NoAnswer`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, TypeVar

from incidents.errors import NoAnswer
from incidents.extract.llm.prompt import FLAGS
from incidents.model import (
    EVENT_TYPE_OF,
    ActorCategory,
    ClaimantSide,
    Flag,
    Role,
    Stance,
    SubEventType,
)

MOST_CLAIMS: Final = 200
"""Claims of one part that are looked at: no news report has more."""
MOST_ITEMS: Final = 20
"""Actors of one claim that are looked at."""
LONGEST_WORDS: Final = 2000
"""Characters of any text in a claim; a longer one is no quote of a sentence or two."""
MOST_STARTS: Final = 100
"""Braces in an answer from which on its JSON is looked for."""
MOST_PEOPLE: Final = 1_000_000_000

_BRACE: Final = re.compile(r"\{")
Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class StatedCount:
    """A number of people as the model gives it, and the words it has it from."""

    low: int | None = None
    high: int | None = None
    words: str | None = None

    @property
    def given(self) -> bool:
        return self.low is not None or self.high is not None


@dataclass(frozen=True, slots=True)
class StatedActor:
    words: str
    category: ActorCategory
    role: Role


@dataclass(frozen=True, slots=True)
class Stated:
    """One claim as the model gives it: our vocabulary and its own words, not yet compared with the report."""

    quote: str
    sub: SubEventType
    stance: Stance
    claimant: str | None = None
    side: ClaimantSide = ClaimantSide.UNKNOWN
    place: str | None = None
    date_words: str | None = None
    date_start: str | None = None
    date_end: str | None = None
    killed: StatedCount = StatedCount()
    wounded: StatedCount = StatedCount()
    actors: tuple[StatedActor, ...] = ()
    weapon: str | None = None
    flags: frozenset[Flag] = frozenset()
    sure_of_kind: bool = True
    """Whether type and sub-type belong together."""
    unknown_words: int = 0
    """Flags and actors left out because their vocabulary is not ours."""


class Fault(StrEnum):
    """Why a claim cannot be used, in words that follow "left out"."""

    SHAPE = "not in the form asked for"
    KIND = "of a kind or stance that is none of ours"
    QUOTE = "whose quote is not in the report"
    REPEATED = "said twice"


def content_of(body: bytes) -> str:
    """The model's words in the body of a server's answer.

    Raises
    ------
    NoAnswer
    """
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        raise NoAnswer("the server's answer is not JSON") from None
    choices = answer.get("choices") if isinstance(answer, dict) else None
    first = choices[0] if isinstance(choices, list) and choices else None
    message = first.get("message") if isinstance(first, dict) else None
    if not isinstance(first, dict) or not isinstance(message, dict):
        raise NoAnswer("the server's answer is not that of a chat")
    if first.get("finish_reason") == "length":
        raise NoAnswer("its answer was cut off at the server's limit of length")
    content = message.get("content")
    if isinstance(content, list):
        content = "".join(str(piece.get("text") or "") for piece in content if isinstance(piece, dict))
    if not isinstance(content, str) or not content.strip():
        raise NoAnswer("its answer is empty")
    return content


def claims_in(content: str) -> Sequence[Any]:
    """The list of claims in a model's words, with or without thoughts and fences around it; the last one counts.

    Raises
    ------
    NoAnswer
        There is no JSON object with a list of claims.
    """
    found = [value["claims"] for value in _objects(content) if isinstance(value.get("claims"), list)]
    if not found:
        raise NoAnswer("its answer holds no list of claims")
    claims: Sequence[Any] = found[-1]
    return claims


def _objects(content: str) -> Iterator[Mapping[str, Any]]:
    """The outermost JSON objects in a text."""
    decoder, end, tried = json.JSONDecoder(), 0, 0
    for brace in _BRACE.finditer(content):
        if brace.start() < end:
            continue
        tried += 1
        if tried > MOST_STARTS:
            return
        try:
            value, end = decoder.raw_decode(content, brace.start())
        except (ValueError, RecursionError):
            continue
        yield value


def read_claim(raw: Any) -> Stated | Fault:
    """One claim of the list, or what is wrong with it; parts that are not as asked for count as not given."""
    quote = _words(raw, "quote")
    if quote is None:
        return Fault.SHAPE
    sub, stance = _word(SubEventType, raw.get("sub_event_type")), _word(Stance, raw.get("stance"))
    if sub is None or stance is None:
        return Fault.KIND
    actors, flags = _items(raw, "actors"), _items(raw, "flags")
    read_actors = [actor for item in actors if (actor := _actor(item)) is not None]
    read_flags = [flag for item in flags if (flag := _word(Flag, item)) in FLAGS]
    return Stated(
        quote=quote,
        sub=sub,
        stance=stance,
        claimant=_words(raw, "claimant"),
        side=_word(ClaimantSide, raw.get("claimant_side")) or ClaimantSide.UNKNOWN,
        place=_words(raw, "place"),
        date_words=_words(raw, "date_words"),
        date_start=_words(raw, "date_start"),
        date_end=_words(raw, "date_end"),
        killed=_count(raw, "killed"),
        wounded=_count(raw, "wounded"),
        actors=tuple(read_actors),
        weapon=_words(raw, "weapon"),
        flags=frozenset(flag for flag in read_flags if flag is not None),
        sure_of_kind=raw.get("event_type") in (None, EVENT_TYPE_OF[sub].value),
        unknown_words=len(actors) - len(read_actors) + len(flags) - len(read_flags),
    )


def _words(raw: Any, name: str) -> str | None:
    value = raw.get(name) if isinstance(raw, dict) else None
    usable = isinstance(value, str) and value.strip() and len(value) <= LONGEST_WORDS
    return value.strip() if isinstance(value, str) and usable else None


def _word(vocabulary: type[Word], value: Any) -> Word | None:
    """A word of a closed vocabulary; None for anything else."""
    if not isinstance(value, str):
        return None
    return next((word for word in vocabulary if word.value == value), None)


def _items(raw: Mapping[str, Any], name: str) -> list[Any]:
    value = raw.get(name)
    return value[:MOST_ITEMS] if isinstance(value, list) else []


def _actor(item: Any) -> StatedActor | None:
    words = _words(item, "words")
    if words is None:
        return None
    category, role = _word(ActorCategory, item.get("category")), _word(Role, item.get("role"))
    return StatedActor(words, category, role) if category is not None and role is not None else None


def _count(raw: Mapping[str, Any], what: str) -> StatedCount:
    low, high = _number(raw.get(f"{what}_low")), _number(raw.get(f"{what}_high"))
    return StatedCount(low, high, _words(raw, f"{what}_words"))


def _number(value: Any) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if 0 <= value <= MOST_PEOPLE and value == int(value) else None
