"""Arabic phrases that tell a place by its relation to another."""

from __future__ import annotations

import re
from typing import Final

from gazetteer.relative.model import Relation, Relative
from gazetteer.relative.words import MEASURED, Measure, mean_bearing, measure_of

_AR_POINTS: Final[dict[str, float]] = {"شمال": 0.0, "شرق": 90.0, "جنوب": 180.0, "غرب": 270.0}
_AR: Final = r"(?:شمال|جنوب|شرق|غرب)"
_AR_SIDE: Final = re.compile(
    rf"(?:(?:[إا]لى\s+)?ال{_AR}ي?(?:\s+ال{_AR}ي?)?\s+(?:من|عن)|{_AR}ي?(?:\s+{_AR}ي?)?(?:\s+(?:من|عن))?)"
    r"\s+(?P<name>.+)"
)
_AR_FROM: Final = re.compile(r"(?:عن|من|خارج)\s+(?P<name>.+)")
_AR_NEAR: Final = re.compile(
    r"(?:ب?القرب\s+من|قرب|(?:ال)?قريب[ةا]?\s+من|على\s+مقربة\s+من|بجوار|بجانب|ب?محيط|خارج|حول)\s+(?P<name>.+)"
)
_AR_ADJECTIVE: Final = rf"(?P<dirs>ال{_AR}(?:ية|ي)(?:\s+و?ال{_AR}(?:ية|ي))?)"
_AR_ZONE: Final = r"ب?(?P<zone>ريف|ضواحي|[أا]طراف|مشارف|تخوم|مدخل|مداخل)"
_AR_ZONE_OF: Final = re.compile(rf"{_AR_ZONE}\s+(?P<name>.+?)(?:\s+{_AR_ADJECTIVE})?")
_AR_ZONE_TO: Final = re.compile(
    rf"{_AR_ZONE.replace('ب?', '(?:ب?ال|لل)')}\s+{_AR_ADJECTIVE}\s+(?:من\s+|(?P<to>ل))(?P<name>.+)"
)
_AR_BETWEEN: Final = re.compile(
    r"(?:(?:منتصف|نصف)\s+)?(?:(?:ال)?طريق\s+)?(?:ال(?:واقعة?|واصلة?|رابطة?|ممتدة?)\s+)?(?:ما\s+|فيما\s+)?بين\s+"
    r"(?:(?:مدينتي|بلدتي|قريتي|محافظتي)\s+)?(?P<one>.+?)\s+و\s?(?P<other>\S.*)"
)
_AR_ROAD: Final = re.compile(
    r"(?:ال)?(?:طريق|[أا]وتوستراد|[أا]وتستراد)\s+(?:(?:ال)?(?:دولي|عام)\s+)?"
    r"(?P<one>[^-–—/]+?)\s*[-–—/]\s*(?P<other>[^-–—/]+)"
)
_AR_LEAD: Final = re.compile(
    r"(?:(?:في|على|[إا]لى|من|عند)\s+(?!بعد|مسافة|مقربة)|(?:ال)?(?:منطقة|مناطق|قرية|قرى|بلدة|موقع|مواقع|[أا]راضي)\s+)+"
    r"(?:ال?واقعة?\s+|تقع\s+|يقع\s+)?(?=\S)"
)
_AR_KIND: Final = re.compile(r"^(?:مدينة|بلدة|قرية)\s+")
_AR_TAIL: Final = re.compile(r"\s*[،,(]\s*|\s+(?:في|على)\s+|\s+ب(?=ريف\s|محافظة\s|منطقة\s|ناحية\s)")
_AR_MARKS: Final = re.compile("[\u064b-\u0652\u0640]")
"""Vowel signs, and the stroke that only makes a word longer."""
_AR_NO_NAME: Final = re.compile(
    r"(?:ال)?(?:سوري[اة]?|السورية|بلاد|مدينة|بلدة|قرية|محافظة|منطقة|حدود.*|من .*|و.{0,2})"
)


def read_arabic(text: str) -> Relative | None:
    text = _AR_MARKS.sub("", text)
    for reader in (_arabic_measured, _arabic_between, _arabic_side, _arabic_zone):
        found = reader(text)
        if found is not None:
            return found
    lead = _AR_LEAD.match(text)
    return read_arabic(text[lead.end() :]) if lead else None


def _arabic_name(raw: str) -> str | None:
    """The name without "city of", with what follows it kept behind a comma."""
    head, *context = _AR_TAIL.split(raw.strip(), maxsplit=1)
    name = _AR_KIND.sub("", head)
    name = "دمشق" if name in {"العاصمة", "العاصمة السورية", "العاصمة دمشق"} else name
    if len(name) < 2 or not name[0].isalpha() or _AR_NO_NAME.fullmatch(name):
        return None
    kept = context[0].strip(" ).،,") if context else ""
    return f"{name}, {kept}" if kept and "سوري" not in kept else name


def _arabic_about(
    relation: Relation, raw: str, dirs: str = "", measure: Measure | None = None
) -> Relative | None:
    name = _arabic_name(raw)
    if name is None:
        return None
    points = [_AR_POINTS[point] for point in re.findall(_AR, dirs)]
    bearing = mean_bearing(points) if points else None
    if measure is None:
        return Relative(relation, (name,), bearing)
    return Relative(relation, (name,), bearing, measure.km, not measure.exact, measure.spread_km)


def _arabic_measured(text: str) -> Relative | None:
    match = MEASURED.fullmatch(text)
    measure = measure_of(match) if match else None
    if match is None or measure is None:
        return None
    if side := _AR_SIDE.fullmatch(match["rest"]):
        return _arabic_about("side", side["name"], match["rest"][: side.start("name")], measure)
    near = _AR_FROM.fullmatch(match["rest"])
    return _arabic_about("near", near["name"], "", measure) if near else None


def _arabic_between(text: str) -> Relative | None:
    match = _AR_BETWEEN.fullmatch(text) or _AR_ROAD.fullmatch(text)
    names = (_arabic_name(match["one"]), _arabic_name(match["other"])) if match else (None, None)
    return Relative("between", (names[0], names[1])) if names[0] and names[1] else None


def _arabic_side(text: str) -> Relative | None:
    if side := _AR_SIDE.fullmatch(text):
        return _arabic_about("side", side["name"], text[: side.start("name")])
    near = _AR_NEAR.fullmatch(text)
    return _arabic_about("near", near["name"]) if near else None


def _arabic_zone(text: str) -> Relative | None:
    """As "ريف حلب الشمالي" and "الريف الشمالي لحلب"; "ريف حلب" alone is the name of a province."""
    match = _AR_ZONE_OF.fullmatch(text) or _AR_ZONE_TO.fullmatch(text)
    if match is None:
        return None
    name, dirs = match["name"], match["dirs"] or ""
    if match.groupdict().get("to") and name.startswith("ل"):
        name = f"ا{name}"  # "for" and the article are written as one: للباب is ل and الباب
    if name in {"الغوطة", "القلمون", "الغارية"}:
        name, dirs = f"{name} {dirs}".strip(), ""
    if match["zone"] == "ريف":
        return _arabic_about("countryside", name, dirs) if dirs else None
    return _arabic_about("outskirts", name, dirs)
