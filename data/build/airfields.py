"""Write data/gazetteer/airfields.csv: airports and air bases of Syria.

From the project folder::

    python -m data.build.airfields

Coordinates: airportsdata 20260905 (PyPI; MIT). Names and spellings as news writes them, and a note where a list of
settlements has the name elsewhere: airfields.csv beside this script, written by hand; airfields of the package that it
does not list (Al Al, a disused strip) are left out.
"""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path

from data.build import registry
from gazetteer import regions

HERE = Path(__file__).parent
TARGET = HERE.parent / "gazetteer" / "airfields.csv"
FIELDS = (
    "place_id",
    "name",
    "kind",
    "feature",
    "lat",
    "lon",
    "radius_km",
    "governorate",
    "parent_id",
    "name_ar",
)
MORE_FIELDS = ("aliases", "accuracy_km", "source", "note")


def coordinates(folder: Path) -> dict[str, tuple[float, float]]:
    path = registry.wheel("airportsdata", "20260905", folder) / "airportsdata" / "airports.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {
            row["icao"]: (float(row["lat"]), float(row["lon"]))
            for row in csv.DictReader(file)
            if row["country"] == "SY"
        }


def build(points: dict[str, tuple[float, float]]) -> list[dict[str, object]]:
    with (HERE / "airfields.csv").open(encoding="utf-8", newline="") as file:
        return [row(own, *points[own["icao"]]) for own in csv.DictReader(file)]


def row(own: dict[str, str], lat: float, lon: float) -> dict[str, object]:
    feature = "airport" if own["name"].lower().endswith("airport") else "air base"
    return {
        "place_id": f"sy:airfield/{own['icao'].lower()}",
        "name": own["name"],
        "kind": "site",
        "feature": feature,
        "lat": round(lat, 4),
        "lon": round(lon, 4),
        "radius_km": 2.0,
        "governorate": regions.load().at(lat, lon).governorate,
        "aliases": own["aliases"],
        "accuracy_km": 1.0,
        "source": "airportsdata",
        "note": own["note"],
    }


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        rows = build(coordinates(Path(folder)))
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, (*FIELDS, *MORE_FIELDS), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{len(rows)} airfields -> {TARGET}")


if __name__ == "__main__":
    main()
