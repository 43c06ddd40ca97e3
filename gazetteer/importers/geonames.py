"""GeoNames' list of a country, as downloaded."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Final

from anyascii import anyascii
from rapidfuzz import fuzz

from gazetteer import tabular
from gazetteer.errors import ImportFileError
from gazetteer.importers.model import (
    Imported,
    many,
    spellings_besides,
)
from gazetteer.names import has_vowel, is_arabic
from gazetteer.places import Place, PlaceKind
from gazetteer.sizes import KIND_RADII, town_radius_km
from gazetteer.tabular import RowError, position, shown, tidy, usable_name
from gazetteer.user_places import LONGEST

K = PlaceKind

_URL: Final = "https://download.geonames.org/export/dump/SY.zip"
_COLUMNS: Final = 19
_WRONG_FILE: Final = 1_000
"""So many bad rows and nothing else at the start: it is another sort of file, and reading on is of no use."""
_FORMER: Final = ("P.PPLH", "P.PPLCH")

FEATURES: Final[Mapping[str, tuple[PlaceKind, str, float]]] = {
    "P.PPLX": (K.NEIGHBOURHOOD, "neighbourhood", KIND_RADII[K.NEIGHBOURHOOD]),
    "S.AIRB": (K.SITE, "air base", 2.0),
    "S.AIRF": (K.SITE, "airfield", 1.5),
    "S.AIRH": (K.SITE, "heliport", 1.0),
    "S.AIRP": (K.SITE, "airport", 2.0),
    "S.AIRQ": (K.SITE, "abandoned airfield", 1.5),
    "S.BDG": (K.SITE, "bridge", 0.5),
    "S.BRKS": (K.SITE, "barracks", 1.0),
    "S.CMP": (K.SITE, "camp", 1.0),
    "S.CMPRF": (K.SITE, "refugee camp", 1.0),
    "S.CSTL": (K.SITE, "castle", 0.5),
    "S.CSTM": (K.SITE, "border crossing", 1.0),
    "S.DAM": (K.SITE, "dam", 1.0),
    "S.FT": (K.SITE, "fort", 0.5),
    "S.GOSP": (K.SITE, "oil and gas plant", 1.0),
    "S.HSP": (K.SITE, "hospital", 0.5),
    "S.INSM": (K.SITE, "military base", 1.5),
    "S.OILR": (K.SITE, "refinery", 1.5),
    "S.PRN": (K.SITE, "prison", 0.5),
    "S.PS": (K.SITE, "power station", 1.0),
    "S.PSH": (K.SITE, "power station", 1.0),
    "S.PSTB": (K.SITE, "border crossing", 1.0),
    "S.PSTC": (K.SITE, "border crossing", 1.0),
    "S.SCHM": (K.SITE, "military academy", 1.0),
    "T.HLL": (K.SITE, "hill", 1.0),
    "T.HLLS": (K.SITE, "hills", 3.0),
    "T.MT": (K.SITE, "mountain", 2.0),
    "T.MTS": (K.SITE, "mountains", 5.0),
    "T.PK": (K.SITE, "mountain", 2.0),
    "H.LK": (K.SITE, "lake", 3.0),
    "H.RSV": (K.SITE, "reservoir", 5.0),
    "L.AREA": (K.AREA, "region", 15.0),
    "L.GASF": (K.SITE, "gas field", 3.0),
    "L.MILB": (K.SITE, "military base", 2.0),
    "L.OILF": (K.SITE, "oil field", 3.0),
    "L.PRT": (K.SITE, "port", 1.0),
    "L.RGN": (K.AREA, "region", 15.0),
}
"""GeoNames' feature class and code -> kind, word for people, radius in km; towns and villages are :data:`TOWNS`. The
codes are defined at https://www.geonames.org/export/codes.html; these are what reports of a war name."""

TOWNS: Final[Mapping[str, str]] = {
    "PPL": "",
    "PPLA": "city",
    "PPLA2": "town",
    "PPLA3": "town",
    "PPLA4": "town",
    "PPLA5": "town",
    "PPLC": "capital",
    "PPLF": "village",
    "PPLG": "town",
    "PPLL": "village",
    "PPLQ": "abandoned village",
    "PPLR": "village",
    "PPLS": "village",
    "PPLW": "destroyed village",
    "STLMT": "settlement",
}
"""Codes of GeoNames' class P that are settlements -> word for people; empty where only the population can tell."""

_LETTER_LATIN: Final = r"A-Za-zªºÀ-ÖØ-öø-ɏɐ-ʯʰ-˿ᴀ-ᶿḀ-ỿ"
_LETTER_ARABIC: Final = (
    r"\u0620-\u064a\u066e-\u06d3\u06d5-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc"
)
_LATIN: Final = re.compile(rf"[{_LETTER_LATIN}\W\d_]+")
_ARABIC: Final = re.compile(rf"[{_LETTER_ARABIC}\W\d_]+")
_NOT_ARABIC_PROPER: Final = re.compile(r"[\u066e-\u06ff\u0750-\u077f\u08a0-\u08ff]")
_WEB: Final = re.compile(r"://|www\.|\.(?:com|org|net)\b", re.IGNORECASE)
_CODE: Final = re.compile(r"[A-Z]{3,4}")


def read_geonames(content: bytes, file: str) -> Imported:
    text, _ = tabular.decoded(_geonames_text(content, file), file)
    places: dict[str, Place] = {}
    faults: list[str] = []
    left_out: Counter[str] = Counter()
    abroad: Counter[str] = Counter()
    for row, line in enumerate(text.split("\n"), start=1):
        cells = line.rstrip("\r").split("\t")
        if not line.strip():
            continue
        try:
            if len(line) > tabular.LONGEST_LINE:
                raise RowError(tabular.TOO_LONG)
            if len(cells) != _COLUMNS:
                raise RowError(f"{len(cells)} columns, where GeoNames has {_COLUMNS}")
            if cells[8] != "SY":
                abroad[shown(cells[8], 10) or "none"] += 1
            elif (place := _geonames_place(cells)) is None:
                left_out[shown(f"{cells[6]}.{cells[7]}", 20)] += 1
            elif places.setdefault(place.place_id, place) is not place:
                raise RowError(f"the number {shown(cells[0])} stands twice; the first row is kept")
        except RowError as error:
            faults.append(f"row {row}: {error}")
            if len(faults) == _WRONG_FILE and not (places or left_out or abroad):
                break
    if not places:
        raise ImportFileError(_no_geonames(file, faults, abroad))
    skipped = (*faults, *_summaries(left_out, abroad))
    source = "GeoNames (geonames.org)"
    return Imported("geonames", "GeoNames, Syria", source, "CC BY 4.0", tuple(places.values()), (), skipped)


def _geonames_text(content: bytes, file: str) -> bytes:
    """The table out of the zip file, or as it is."""
    if not tabular.is_zip(content):
        return content
    names = tabular.zip_names(content, file)
    last = {PurePosixPath(name).name.upper(): name for name in names}
    if "SY.TXT" in last:
        return tabular.unzip(content, last["SY.TXT"], file)
    country = next((name[:2] for name in last if re.fullmatch(r"[A-Z]{2}\.TXT", name)), None)
    if country:
        raise ImportFileError(f"{file} is GeoNames' file of another country ({country}); download {_URL}")
    found = ", ".join(shown(name) for name in names[:3]) or "nothing"
    raise ImportFileError(f"{file} holds no SY.txt (it holds {found}); download {_URL}")


def _no_geonames(file: str, faults: Sequence[str], abroad: Counter[str]) -> str:
    if abroad:
        countries = ", ".join(code for code, _ in abroad.most_common(5))
        return f"{file} lists places of another country ({countries}) and none of Syria (SY); download {_URL}"
    why = f" ({faults[0]})" if faults else ""
    return f"{file} holds no place in GeoNames' layout{why}; download {_URL}"


def _summaries(left_out: Counter[str], abroad: Counter[str]) -> Iterable[str]:
    """One line for each sort of rows that are sound and not taken."""
    units = sum(n for code, n in left_out.items() if code.startswith("A."))
    former = sum(left_out[code] for code in _FORMER)
    rest = Counter({c: n for c, n in left_out.items() if not c.startswith("A.") and c not in _FORMER})
    if units:
        yield f"{many(units, 'administrative unit')} left out: the built-in boundaries serve for them"
    if former:
        yield f"{many(former, 'place')} of the past left out: nobody lives there now"
    if rest:
        yield f"{many(rest.total(), 'other feature')} left out: {_counted(rest)}"
    if abroad:
        yield f"{many(abroad.total(), 'place')} of other countries left out: {_counted(abroad)}"


def _counted(counts: Counter[str], most: int = 15) -> str:
    listed = counts.most_common()
    more = sum(n for _, n in listed[most:])
    return ", ".join([*(f"{code} {n}" for code, n in listed[:most]), *([f"others {more}"] if more else [])])


def _geonames_place(cells: Sequence[str]) -> Place | None:
    """One row as a place; None when it is a feature that we do not take."""
    number_, name, ascii_name, alternates, lat_text, lon_text, group, code = cells[:8]
    town = TOWNS.get(code) if group == "P" else None
    if town is None and f"{group}.{code}" not in FEATURES:
        return None
    if not (number_.isascii() and number_.isdigit() and len(number_) < 12):
        raise RowError(f"the number '{shown(number_)}' of the place is none")
    lat, lon = position(lat_text, lon_text)
    population = int(cells[14]) if re.fullmatch(r"[0-9]{1,9}", cells[14]) else 0
    if town is None:
        kind, feature, radius_km = FEATURES[f"{group}.{code}"]
    else:
        kind, feature = K.SETTLEMENT, _town_word(town, population)
        radius_km = town_radius_km(population) if population else KIND_RADII[kind]
    main, name_ar, aliases = _spellings(name, ascii_name, alternates)
    return Place(
        place_id=f"gn:{number_}", name=main, kind=kind, lat=lat, lon=lon, radius_km=radius_km, name_ar=name_ar,
        aliases=aliases, feature=feature, population=population, source="GeoNames",
    )  # fmt: skip


def _town_word(word: str, population: int) -> str:
    if word in ("", "town") and population >= 100_000:
        return "city"
    return word or ("town" if population >= 5_000 else "village")


def _spellings(name: str, ascii_name: str, alternates: str) -> tuple[str, str | None, tuple[str, ...]]:
    """Main name, Arabic name and further spellings of a row of GeoNames."""
    plain = tidy(ascii_name)
    others = [tidy(part) for part in alternates.split(",")]
    # Codes of airports (DAM, ALP) stand among the names; as names they would be words of the language.
    written = [tidy(name), *(part for part in others if not _CODE.fullmatch(part))]
    kept = [part for part in dict.fromkeys(written) if _is_spelling(part)]
    arabic = [part for part in kept if is_arabic(part)]
    latin = [part for part in kept if not is_arabic(part)]
    # A transliteration by machine has no capital letter either ("dyr lzwr").
    main = plain if plain.lower() != plain and _is_spelling(plain) else _closest(plain, latin)
    main = usable_name(main or plain or next(iter(arabic), ""))
    name_ar = next((part for part in arabic if not _NOT_ARABIC_PROPER.search(part)), next(iter(arabic), None))
    return main, name_ar, spellings_besides(*latin, *arabic, than=(main,))


def _is_spelling(text: str) -> bool:
    """Whether it is a name that somebody may write: in one script, Latin or Arabic, with vowels if Latin."""
    if not 2 <= len(text) <= LONGEST or _WEB.search(text):
        return False
    if _LATIN.fullmatch(text):
        return re.search("[aeiouyAEIOUY]", text) is not None or has_vowel(text)
    return _ARABIC.fullmatch(text) is not None and is_arabic(text)


def _closest(machine: str, latin: Sequence[str]) -> str:
    """The Latin spelling with the consonants of the machine's transliteration: "hms" is Homs, "lrqh" is Al-Raqqah."""
    ascii_first = [part for part in latin if part.isascii()] or [anyascii(part) for part in latin]
    wanted = re.sub(r"[^a-z]", "", machine.lower())
    return max(ascii_first, key=lambda part: fuzz.ratio(wanted, _bones(part)), default="")


def _bones(name: str) -> str:
    return re.sub(r"(.)\1+", r"\1", re.sub(r"[^a-z]|[aeiou]", "", name.lower()))
