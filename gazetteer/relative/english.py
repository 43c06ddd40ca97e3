"""English phrases that tell a place by its relation to another."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from gazetteer.names import ARTICLES, fold
from gazetteer.relative.model import Relation, Relative
from gazetteer.relative.words import (
    ADJECTIVES,
    AROUND,
    CAPITAL,
    COUNTRY,
    DAYS,
    DETERMINERS,
    DIRECTED_NAMES,
    DIRS,
    EDGES,
    LINK_WORDS,
    MEASURED,
    NAME_HEADS,
    NEAR_WORDS,
    NO_NAME,
    PARTS,
    PLAIN_POINT,
    ROADS,
    SCENES,
    TOWNS,
    UNITS,
    Measure,
    bearing_of,
    measure_of,
)

_IN_FRONT: Final = (
    re.compile(rf"^(?:the )?(?:[\w'’-]+ ){{0,5}}?{TOWNS} of (?:the )?(?=\S)", re.IGNORECASE),
    re.compile(
        r"^(?:[Tt]he )?(?:[A-Za-z]+ )?(?:[a-z]+ )?(?:capital|city|town|village)(?: city)?(?: of)?,? (?=[A-Z'‘ʿ])"
    ),
    re.compile(
        rf"^(?:(?:[Tt]he|{ADJECTIVES}|Syria['’]s|{PLAIN_POINT}(?=[a-z A-Z]* of )) )+"
        rf"(?=[A-Z'‘ʿ]|a[dlrstz]h?-|{UNITS} of )"
    ),
    re.compile(r"^the (?=\S)", re.IGNORECASE),
)
"""What goes before a name, in this order: "the mainly Kurdish town of", "the capital", "the Syrian border"."""
_BEHIND: Final = re.compile(rf"(?: Syria| {DAYS})+$")
_TAIL: Final = re.compile(
    r"(?:\s*,)?\s+(?P<word>in|inside|within|near|close to|along|where|which|that|who|when|after|before|during|while"
    r"|under|on|by|with|from|towards?|overlooking|killing|wounding|held|controlled|(?-i:as(?=\s[a-z])))(?:\s+(?P<rest>.+))?$",
    re.IGNORECASE,
)


def _anchor(raw: str) -> str | None:
    """The name in what stands after "north of"; None where that is no name."""
    head = re.split(r"\s*[(\[;]|\s+[-–—]\s+", raw.strip(), maxsplit=1)[0]
    tail = _TAIL.search(head)
    context = None
    if tail:
        head = head[: tail.start()]
        context = _context(tail["rest"]) if tail["rest"] and tail["word"].lower().startswith("in") else None
    head = stripped(head)
    if CAPITAL.fullmatch(head):
        head = "Damascus"
    return f"{head}, {context}" if context and _is_name(head) else head if _is_name(head) else None


def stripped(name: str) -> str:
    """Without an article and "town of" in front, and what hangs on behind."""
    name = _BEHIND.sub("", name.strip(' ,.:"“”').rstrip("'’"))
    for pattern in _IN_FRONT:
        name = pattern.sub("", name)
    return re.sub(r"^(\S.*?)['’]s (\S.*)$", r"\2, \1", name).strip(" ,.:")


def _is_name(name: str) -> bool:
    starts_well = name[:1].isalpha() or name[:1] in set("'’‘ʿ`")
    several = re.search(r"\s(?:and|or)\s", name, re.IGNORECASE)
    return starts_well and not several and fold(name) not in ARTICLES | {""} and not NO_NAME.fullmatch(name)


def _context(rest: str) -> str | None:
    """What "in ..." after a name adds to it: "the northern countryside of Hama" says Hama."""
    if re.search(r"\bsyria\b|^(?:the )?(?:country|area|region)\b", rest, re.IGNORECASE):
        return None
    inner = read_english(rest)
    return inner.anchors[0] if inner else _anchor(rest)


def pair(one: str, other: str) -> tuple[str, str] | None:
    """Both names of "the towns of Homs and Hama", "Hama and Idlib provinces"."""
    behind = re.search(rf"\s({UNITS})s$", other, re.IGNORECASE)
    before = re.match(rf"(?:the )?({UNITS})s of ", one, re.IGNORECASE)
    one, other = one[before.end() :] if before else one, other[: behind.start()] if behind else other
    first, second = _anchor(one), _anchor(other)
    if first is None or second is None:
        return None
    kind = before or behind
    return (f"{first} {kind[1]}", f"{second} {kind[1]}") if kind else (first, second)


def _about(
    relation: Relation, raw: str, bearing: float | None = None, measure: Measure | None = None
) -> Relative | None:
    """A relation to one place; where that place is itself told by a relation, the two are put together."""
    inner = read_english(raw)
    if inner is not None and (inner.relation == "between" or (bearing is None and measure is None)):
        return inner
    names = inner.anchors if inner else tuple(filter(None, (_anchor(raw),)))
    if not names:
        return None
    if measure is None:
        return Relative(relation, names, bearing)
    return Relative(relation, names, bearing, measure.km, not measure.exact, measure.spread_km)


_PREPOSITION: Final = re.compile(
    r"^(?:(?:in|at|on|from|inside|into|along|through|across|located|situated|lying|lies)\s+(?!(?:and|or)\s))+",
    re.I,
)
_LOCATED: Final = (
    r"(?:(?:that|which|is|are|lies?|lying|located|situated|just|immediately|directly|somewhere)\s+)*"
)
_LEAD: Final = re.compile(
    rf"^(?:(?:{DETERMINERS}\s+)?(?:{ADJECTIVES}\s+){{0,4}}{SCENES}|(?:{DETERMINERS}\s+)(?:[\w-]+\s+){{0,4}}?{ROADS}"
    r"|(?:near|close to|by)\s+(?:the\s+)?(?:[\w-]+\s+)?borders?(?:\s+with\s+\w+)?),?\s+"
    rf"(?:{_LOCATED})(?=\S)",
    re.IGNORECASE,
)
"""What may come first and adds nothing to where: "rebel-held areas", "a village", "close to the Turkish border"."""
_SIDE: Final = re.compile(
    rf"(?:(?:just|immediately|directly|due|further|farther|far|well|slightly)\s+)*(?:to\s+(?:the\s+)?(?:\w+\s+)?)?"
    rf"{DIRS}\s+(?:of|from)\s+(?P<name>.+)",
    re.IGNORECASE,
)
_MEASURED_SIDE: Final = re.compile(
    rf"(?:(?:away|off|further|farther|due|directly)\s+)?(?:to\s+)?(?:the\s+)?{DIRS}\s+(?:(?:of|from)\s+)?(?P<name>.+)",
    re.IGNORECASE,
)
_MEASURED_NEAR: Final = re.compile(
    r"(?:(?:away|off|out)\s+)?(?:from|outside(?:\s+of)?|of|short\s+of)\s+(?P<name>.+)", re.IGNORECASE
)
_NEAR: Final = re.compile(rf"(?:just\s+|right\s+|very\s+)?(?:{NEAR_WORDS})\s+(?P<name>.+)", re.IGNORECASE)
_BETWEEN: Final = re.compile(
    r"(?:(?:roughly|about|almost|exactly|somewhere|lying|located)\s+)?(?:half-?\s?way\s+|mid-?way\s+|in\s+)?between\s+"
    r"(?P<one>.+?)\s+(?:and|&)\s+(?P<other>.+)",
    re.IGNORECASE,
)
_ROAD_LINKING: Final = re.compile(
    rf"(?:{DETERMINERS}\s+)?(?:[\w-]+\s+){{0,4}}?{ROADS}\s+(?:that\s+|which\s+)?"
    r"(?:link(?:s|ing)|connect(?:s|ing)|join(?:s|ing)|(?:lead(?:s|ing)|run(?:s|ning)|going)\s+from|from)\s+"
    r"(?P<one>.+?)\s+(?:and|to|with)\s+(?P<other>.+)",
    re.IGNORECASE,
)
_ROAD_NAMED: Final = re.compile(
    rf"(?:the\s+)?(?:{ADJECTIVES}\s+){{0,3}}(?P<ends>.+?)\s+(?:{ADJECTIVES}\s+){{0,3}}{ROADS}(?:,?\s+(?P<tail>.+))?",
    re.IGNORECASE,
)
_PART: Final = re.compile(
    rf"(?:the\s+(?:{ADJECTIVES}\s+){{0,2}}{DIRS}|(?:the\s+)?(?:{ADJECTIVES}\s+){{0,2}}"
    rf"{DIRS.replace('dirs', 'of_parts')}\s+(?:{PARTS}))\s+of\s+(?P<name>.+)",
    re.IGNORECASE,
)
_POSSESSIVE: Final = r"(?:['’ʼ`]s|['’ʼ`]|(?<=s)['’ʼ`])"
_ZONE: Final = rf"(?P<zone>{EDGES}|{COUNTRY}|{AROUND})"
_ZONE_OF: Final = re.compile(
    rf"(?P<article>the|an?)?\s*(?:{ADJECTIVES}\s+){{0,2}}(?:{DIRS}\s+)?(?:rural\s+)?{_ZONE}\s+(?:of|to)\s+(?P<name>.+)",
    re.IGNORECASE,
)
_SIDE_ZONE: Final = re.compile(
    rf"(?:(?:the|an?)\s+)?{DIRS}\s+(?P<name>.+?){_POSSESSIVE}?\s+{_ZONE}", re.IGNORECASE
)
_ZONE_AFTER: Final = re.compile(
    rf"(?P<name>.+?){_POSSESSIVE}?\s+(?:{ADJECTIVES}\s+)?(?:{DIRS}\s+)?(?:rural\s+)?{_ZONE}", re.IGNORECASE
)
_PART_AFTER: Final = re.compile(
    rf"(?P<name>.+?){_POSSESSIVE}\s+(?:{ADJECTIVES}\s+){{0,2}}{DIRS}(?:\s+(?:{PARTS}))?", re.IGNORECASE
)
_OF_PROVINCE: Final = re.compile(rf"^(?:the )?{UNITS} of (?:the )?|\s+(?:{UNITS}|city)$", re.IGNORECASE)
"""A province is looked up by its capital, from which its countryside is seen."""
_RURAL: Final = re.compile(
    rf"(?:the\s+)?(?:rural\s+{DIRS}|{DIRS.replace('dirs', 'first')}\s+rural)\s+(?P<name>.+)", re.IGNORECASE
)


@lru_cache(maxsize=4096)
def read_english(text: str) -> Relative | None:
    """A phrase in Latin letters, without or with words in front that say nothing of where."""
    text = _PREPOSITION.sub("", text.strip())
    lead = _LEAD.match(text)
    after = read_english(text[lead.end() :]) if lead else None
    if after is not None:
        return after
    return next((found for reader in _READERS if (found := reader(text)) is not None), None)


def _read_measured(text: str) -> Relative | None:
    match = MEASURED.fullmatch(text)
    measure = measure_of(match) if match else None
    if match is None or measure is None:
        return None
    if side := _MEASURED_SIDE.fullmatch(match["rest"]):
        bearing = bearing_of(side["dirs"])
        return _about("near" if bearing is None else "side", side["name"], bearing, measure)
    near = _MEASURED_NEAR.fullmatch(match["rest"])
    return _about("near", near["name"], None, measure) if near else None


def _read_side(text: str) -> Relative | None:
    """A direction from a place; "to the north and south of" says only that it is near."""
    match = _SIDE.fullmatch(text)
    bearing = bearing_of(match["dirs"]) if match else None
    return _about("near" if bearing is None else "side", match["name"], bearing) if match else None


def _read_near(text: str) -> Relative | None:
    match = _NEAR.fullmatch(text)
    return _about("near", match["name"]) if match else None


def _read_between(text: str) -> Relative | None:
    match = _BETWEEN.fullmatch(text) or _ROAD_LINKING.fullmatch(text)
    names = pair(match["one"], match["other"]) if match else None
    return Relative("between", names) if names else None


def _read_road(text: str) -> Relative | None:
    """As "the Damascus-Homs highway"; where it says which stretch of it ("near Nabk"), that."""
    match = _ROAD_NAMED.fullmatch(text)
    ends = road_ends(match["ends"]) if match else ()
    names = pair(ends[0], ends[-1]) if len(ends) > 1 else None
    if match is None or names is None:
        return None
    stretch = read_english(match["tail"]) if match["tail"] else None
    return stretch or Relative("between", names)


def road_ends(name: str) -> tuple[str, ...]:
    """The towns in the name of a road.

    Examples
    --------
    >>> road_ends("Palmyra-Deir ez-Zor")
    ('Palmyra', 'Deir ez-Zor')
    """
    clear = re.split(r"\s*[–—/]\s*|\s+-\s*|\s*-\s+|\s+to\s+", name)
    if len(clear) > 1:
        return tuple(clear)
    ends = [""]
    for piece in name.split("-"):
        open_name = fold(ends[-1].split(" ")[-1].rsplit("-", 1)[-1]) in NAME_HEADS
        if open_name:
            ends[-1] += f"-{piece}"
        else:
            ends.append(piece)
    return tuple(ends[1:])


def _read_part(text: str) -> Relative | None:
    match = _PART.fullmatch(text)
    if match:
        bearing = bearing_of(match["dirs"] or match["of_parts"])
        return _about("part", match["name"], bearing) if bearing is not None else None
    after = _PART_AFTER.fullmatch(text)
    bearing = bearing_of(after["dirs"]) if after else None
    if after is None or bearing is None or LINK_WORDS.search(stripped(after["name"])):
        return None
    return _about("part", after["name"], bearing)


def _read_zone(text: str) -> Relative | None:
    """Outskirts, countryside and surroundings, before or after the name."""
    if match := _RURAL.fullmatch(text):
        return _zone("countryside", match["name"], bearing_of(match["dirs"] or match["first"]))
    if match := _ZONE_OF.fullmatch(text):
        article = (match["article"] or "").lower()
        return _zone(match["zone"], match["name"], bearing_of(match["dirs"]), article in {"a", "an"})
    for pattern in (_SIDE_ZONE, _ZONE_AFTER):
        match = pattern.fullmatch(text)
        name = match["name"] if match else ""
        in_name = pattern is _SIDE_ZONE and DIRECTED_NAMES.match(name)
        if match and not in_name and not LINK_WORDS.search(stripped(name)):
            return _zone(match["zone"], name, bearing_of(match["dirs"]))
    return None


def _zone(word: str, name: str, bearing: float | None, any_one: bool = False) -> Relative | None:
    """Note that "countryside" without a direction is the name of a province, "the suburb of Harasta" is Harasta."""
    word = word.lower()
    if re.fullmatch(COUNTRY, word):
        return _about("countryside", _OF_PROVINCE.sub("", name), bearing) if bearing is not None else None
    if word == "suburb" and bearing is None and not any_one:
        return None
    near = re.fullmatch(AROUND, word) is not None
    return _about("near" if near and bearing is None else "outskirts", name, bearing)


_READERS: Final[tuple[Callable[[str], Relative | None], ...]] = (
    _read_measured, _read_between, _read_side, _read_near, _read_part, _read_road, _read_zone,
)  # fmt: skip
