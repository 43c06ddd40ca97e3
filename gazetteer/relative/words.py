"""Words, numbers, directions and names of relative places, for the readers of either language.

Small closed classes of the language, so they stand here beside the patterns that they make up.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from gazetteer.names import ARTICLES

LONGEST_PHRASE: Final = 200
"""Characters. A longer text is a sentence, not the description of a place."""
SIXTEEN: Final = (
    "north", "north-northeast", "northeast", "east-northeast", "east", "east-southeast", "southeast", "south-southeast",
    "south", "south-southwest", "southwest", "west-southwest", "west", "west-northwest", "northwest", "north-northwest",
)  # fmt: skip
BEARINGS: Final[dict[str, float]] = {name.replace("-", ""): 22.5 * i for i, name in enumerate(SIXTEEN)} | {
    "".join(part[0] for part in re.findall("north|south|east|west", name)): 22.5 * i
    for i, name in enumerate(SIXTEEN)
}
"""Compass words and their abbreviations, in small letters without hyphens -> degrees."""
_POINT: Final = r"(?:north|south|east|west)"
_SHORT: Final = r"NNE|NNW|SSE|SSW|ENE|ESE|WNW|WSW|NE|NW|SE|SW|[NSEW]"
_COMPASS: Final = rf"(?:{_POINT}(?:[- –]?{_POINT}){{0,2}}(?:ernmost|ern|erly|wards?)?|(?-i:{_SHORT}))"
DIRS: Final = rf"(?P<dirs>{_COMPASS}(?:(?: and | or |, |/){_COMPASS}){{0,2}})"
_NUMBER_WORDS: Final[dict[str, float]] = {
    "half": 0.5, "one": 1, "two": 2, "couple": 2, "three": 3, "few": 3, "four": 4, "five": 5, "several": 5, "six": 6,
    "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30,
    "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    "نصف": 0.5, "بضعة": 3, "بضع": 3, "ثلاثة": 3, "أربعة": 4, "عدة": 5, "خمسة": 5, "ستة": 6, "سبعة": 7, "ثمانية": 8,
    "تسعة": 9, "عشرة": 10, "عشرين": 20, "ثلاثين": 30, "أربعين": 40, "خمسين": 50,
}  # fmt: skip
_TIMES: Final[dict[str, float]] = {"dozen": 12, "hundred": 100}
_VAGUE_NUMBERS: Final = re.compile(r"\b(?:few|several|couple|dozen)\b|بضع|عدة")
KM_PER_UNIT: Final = (
    (re.compile(r"mi|ميل|أميال"), 1.609344), (re.compile(r"yard"), 0.0009144),
    (re.compile(r"m|متر|أمتار"), 0.001), (re.compile(r""), 1.0),
)  # fmt: skip
"""How a unit begins -> its length; the first that fits."""
_UNIT: Final = (
    r"(?P<unit>kms?|kilomet(?:re|er)s?|kilos?|miles?|mi|met(?:re|er)s?|m|yards?"
    r"|كم|كلم|كيلو\s?متر(?:ات|ين|اً|ا)?|متر(?:اً|ا)?|أمتار|ميل(?:اً|ا)?|أميال)\b"
)
_HEDGES: Final = (
    r"(?:about|around|some|roughly|approximately|approx\.?|nearly|almost|just|only|barely|over|under|up to|circa|within"
    r"|(?:less|more|no more|further|farther) than|at (?:least|most)|an estimated|(?:at )?a distance of|between|exactly"
    r"|نحو|حوالي|حوالى|قرابة|زهاء|ما يقارب|(?:أقل|أكثر) من|[~≈])"
)
_EXACT: Final = re.compile(
    r"(?:\s|just|only|exactly|(?:at )?a distance of|على (?:بعد|مسافة))*", re.IGNORECASE
)
NEAR_WORDS: Final = (
    r"near(?: to)?|close (?:to|by)|next to|beside|alongside|adjacent to|outside(?: of)?"
    r"|(?:in|on) (?:and|or) (?:near|around)|around|surrounding|bordering|opposite"
    r"|not far (?:from|off)|(?:a )?short (?:distance|way) from"
    r"|(?:the )?(?:immediate |close )?(?:vicinity|surroundings|environs) of"
)
EDGES: Final = r"outskirts?|suburbs?|edges?|fringes?|periphery|perimeter|entrances?|approaches|limits|gates"
COUNTRY: Final = r"countryside|hinterland|rural areas?|rif|reef"
AROUND: Final = r"environs|surroundings|vicinity"
PARTS: Final = (
    r"parts?|half|sides?|sectors?|sections?|end|corner|areas|districts|neighbou?rhoods|quarters|reaches|third"
)
"""What a compass word makes a part of a place. No "district", "area": the southern district of Midan is Midan."""
ROADS: Final = (
    r"(?:roads?|highways?|motorways?|freeway|expressway|autostrades?|routes?|railways?|axis|corridor)"
)
SCENES: Final = (
    r"(?:areas?|regions?|countryside|villages?|towns?|fields?|farm(?:s|land|lands)?|lands?|desert|positions?|points?"
    r"|places?|sites?|spots?|locations?|zones?|territory|hills?|mountains?|checkpoints?|camps?|bases?|front ?lines?"
    rf"|fronts?|plains?|neighbou?rhoods?|districts?|suburbs?|outposts?|crossroads?|junctions?|bridges?|valleys?|{ROADS})"
)
ADJECTIVES: Final = (
    r"(?:\w+[- ](?:held|controlled|besieged)|rural|agricultural|farming|small|nearby|remote|besieged|contested|rebel"
    r"|open|residential|main|international|strategic|old|new|key|vital|supply|desert|coastal|Syrian|front|M\d+|entire|second"
    r"|opposition|regime|government|military|mountainous|neighbou?ring|far|immediate|extreme|other|border|industrial)"
)
DETERMINERS: Final = r"(?:the|an?|some|several|many|two|three|four|five|nearby|all)"
TOWNS: Final = r"(?:city|cities|towns?|villages?|hamlets?|township|settlements?|resort|locality|localities)"
UNITS: Final = r"(?:province|governorate|district|sub-?district)"
DAYS: Final = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
DIRECTED_NAMES: Final = re.compile(r"(?:al[- ])?(?:gh?o?uta|qalamoun|ghariya|ghariyah)\b", re.IGNORECASE)
"""After these a compass word is part of the name: Eastern Ghouta, Western Qalamoun."""
NAME_HEADS: Final = ARTICLES | {
    "abou", "abu", "ain", "albu", "ayn", "bab", "bait", "bani", "bayt", "beit", "beni", "bin", "bir", "burj", "busra",
    "dar", "dayr", "deir", "der", "ein", "ibn", "jabal", "jebel", "jisr", "jub", "jubb", "kafr", "kfar", "khan",
    "khirbet", "maarat", "maaret", "mount", "nahr", "om", "qalat", "qasr", "ras", "shaykh", "sheikh", "tal", "tall",
    "tel", "tell", "um", "umm", "wadi",
}  # fmt: skip
"""A hyphen after these does not part two names: Tell-Abyad, Deir ez-Zor."""
CAPITAL: Final = re.compile(r"(?:the )?(?:Syrian )?capital(?: city)?", re.IGNORECASE)
PLAIN_POINT: Final = rf"(?:north|south)?{_POINT}(?:ern)?"
NO_NAME: Final = re.compile(
    r"(?:an?|their|his|her|its|our|this|that|these|those|some|any|each|it|them|there|here|several|two|many)(?: .*)?"
    rf"|(?:(?:the|provincial|regional|same|whole|central|{ADJECTIVES}|{PLAIN_POINT})[ -])*"
    rf"(?:the|{TOWNS}|{SCENES}|{UNITS}|capital|country|syria|river|{PLAIN_POINT}|{DAYS})(?:['’]?s)?"
    r"|.*\b(?:borders?|frontier|front ?lines?)|borders? with .*",
    re.IGNORECASE,
)
"""What stands where a name stands and is none: "the provincial capital", "the Turkish border", "a school"."""
LINK_WORDS: Final = re.compile(
    r"(?:^|\s)(?:of|near|from|between|around|outside|in|on|to|close|and|or)(?:\s|$)", re.I
)


class Measure(NamedTuple):
    km: float
    spread_km: float
    exact: bool


_DIGITS: Final = r"\d{1,3}(?:,\d{3})+(?!\d)|\d{1,4}(?:[.,٫]\d{1,3})?"
_WORD: Final = "|".join(sorted((*_NUMBER_WORDS, *_TIMES), key=len, reverse=True))
_MORE: Final = rf"[ -](?:{_WORD})\b|(?<=hundred) and (?:{_WORD})| and a half| an?\b| of"
_WORDS: Final = rf"(?:an? )?(?:{_WORD})(?:{_MORE}){{0,4}}|an?\b"
_NUMBER: Final = rf"(?:{_DIGITS}|{_WORDS})"
MEASURED: Final = re.compile(
    rf"(?P<hedges>(?:(?:{_HEDGES}|على (?:بعد|مسافة))\s*)*)(?P<low>{_NUMBER})"
    rf"(?:\s*(?:-|–|—|\bto\b|\bor\b|\band\b|إلى)\s*(?P<high>{_NUMBER}))?[\s-]*{_UNIT}"
    r"(?:\s*[(\[][^()\[\]]{0,60}[)\]])?,?\s+(?P<rest>.+)",
    re.IGNORECASE,
)


def _value(written: str) -> float:
    """The number that digits or words stand for; "a" alone is one."""
    if re.match(r"\d", written):
        grouped = re.fullmatch(r"\d{1,3}(?:,\d{3})+", written)
        return float(written.replace(",", "") if grouped else re.sub("[,٫]", ".", written))
    total = 0.0
    for word in re.findall(r"\w+", written.lower()):
        total = (total or 1.0) * _TIMES[word] if word in _TIMES else total + _NUMBER_WORDS.get(word, 0.0)
    return total or 1.0


def measure_of(match: re.Match[str]) -> Measure | None:
    unit = match["unit"].lower()
    factor = next(km for start, km in KM_PER_UNIT if start.match(unit))
    low = _value(match["low"]) * factor
    high = _value(match["high"]) * factor if match["high"] else low
    if low <= 0 or high < low:
        return None
    plain = match["high"] is None and not _VAGUE_NUMBERS.search(match["low"].lower())
    exact = plain and _EXACT.fullmatch(match["hedges"]) is not None
    return Measure(round((low + high) / 2, 3), round((high - low) / 2, 3), exact)


def mean_bearing(bearings: Sequence[float]) -> float | None:
    """The direction in the middle: 315 for north and west; None where they cancel out."""
    x = sum(math.cos(math.radians(b)) for b in bearings)
    y = sum(math.sin(math.radians(b)) for b in bearings)
    return None if math.hypot(x, y) < 0.3 else round(math.degrees(math.atan2(y, x)) % 360, 1) % 360


def bearing_of(dirs: str | None) -> float | None:
    """Degrees of compass words: "north-northwest", "southern", "west and northwest", "NE"."""
    found = []
    for word in re.split(r" and | or |, |/", dirs.lower()) if dirs else ():
        stem = re.sub(r"(?:ernmost|ern|erly|wards?)$", "", re.sub(r"[- –]", "", word))
        if stem not in BEARINGS:
            return None
        found.append(BEARINGS[stem])
    return mean_bearing(found) if found else None
