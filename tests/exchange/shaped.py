"""Files in the shape of ACLED's and UCDP GED's, with their quirks: old codes, odd dates, line breaks, encodings.

Made up row by row from a seed; nothing in them is real data.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
from typing import Any

from incidents.exchange import acled, ged_export
from incidents.model import SUB_EVENT_TYPES, EventType

ACLED_COLUMNS = tuple(acled.STANDARD)
GED_COLUMNS = ged_export.COLUMNS
PLACES = (
    ("Aleppo", "Jebel Saman", "Jebel Saman", "Aleppo", 36.2021, 37.1343),
    ("Idleb", "Ma'ra", "Kafr Nobol", "Kafr Nabl", 35.6142, 36.5611),
    ("Homs", "Homs", "Homs", "Homs - Karm az Zaytoun", 34.7218, 36.7351),
    ("Rural Damascus", "Duma", "Duma", "Duma", 33.5717, 36.4027),
    ("Dar'a", "Dar'a", "Dar'a", "Dar'a", 32.6189, 36.1021),
    ("Deir-ez-Zor", "Al Mayadin", "Ashara", "Al Asharah", 34.92, 40.56),
)
ACTORS = (
    ("Military Forces of Syria (2000-2024)", "State forces", "1"),
    ("Opposition Rebels (Syria)", "Rebel group", "2"),
    ("HTS: Hayat Tahrir al Sham", "Rebel group", "2"),
    ("Islamic State (Syria)", "Rebel group", "2"),
    ("NDF: National Defense Forces", "Political militia", "3"),
    ("Al Akaydat Tribal Militia (Syria)", "Identity militia", "4"),
    ("Civilians (Syria)", "Civilians", "7"),
    ("Military Forces of Russia (2000-)", "External/Other forces", "8"),
)
SOURCES = ("SOHR", "SNHR; SOHR", "SANA", "LCC; Shaam News Network", "Undisclosed Source")


def acled_rows(count: int = 200, seed: int = 1) -> list[dict[str, str]]:
    """So many rows: the first half as ACLED writes them now, the second as it did to 2023."""
    rng = random.Random(seed)
    return [_acled_row(rng, number, old=number >= count // 2) for number in range(count)]


def _acled_row(rng: random.Random, number: int, *, old: bool) -> dict[str, str]:
    event = rng.choice(list(EventType))
    day = dt.date(2017, 1, 1) + dt.timedelta(rng.randrange(2500))
    one, other = rng.sample(ACTORS, 2)
    admin1, admin2, admin3, location, lat, lon = rng.choice(PLACES)
    civilian = "Civilians (Syria)" in (one[0], other[0])
    quirk = number % 10
    note = f"On {day:%d %B %Y}, forces met near {location}; {rng.randrange(9)} were hurt."
    row: dict[str, Any] = {
        "event_id_cnty": f"SYR{10000 + number}",
        "event_date": f"{day:%d %B %Y}" if old else day.isoformat(),
        "year": day.year,
        "time_precision": rng.choice("1123"),
        "disorder_type": "Political violence",
        "event_type": event.value,
        "sub_event_type": rng.choice(SUB_EVENT_TYPES[event]).value,
        "actor1": one[0],
        "assoc_actor_1": "Military Forces of Iran (1989-); Hezbollah" if quirk == 1 else "",
        "inter1": one[2] if old else one[1],
        "actor2": "" if quirk == 2 else other[0],
        "inter2": ("0" if old else "") if quirk == 2 else other[2] if old else other[1],
        "interaction": f"{one[2]}{other[2]}" if old else f"{one[1]}-{other[1]}",
        "civilian_targeting": ("Civilians targeted" if old else "Civilian targeting") if civilian else "",
        "iso": "760",
        "region": "Middle East",
        "country": "Syria",
        "admin1": admin1,
        "admin2": admin2,
        "admin3": admin3,
        "location": location,
        "latitude": lat,
        "longitude": lon,
        "geo_precision": rng.choice("1123"),
        "source": rng.choice(SOURCES),
        "source_scale": "Subnational",
        "notes": note.replace("; ", ";\n") if quirk == 3 else f'{note} "As told."' if quirk == 4 else note,
        "fatalities": "0" if quirk < 6 else str(rng.randrange(1, 40)),
        "tags": "crowd size=no report" if event is EventType.PROTESTS else "",
        "timestamp": "1700000000",
    }
    if quirk == 5:
        row["notes"] = f"Frappé près de {location} : bilan non confirmé."
    return {name: str(row.get(name, "")) for name in ACLED_COLUMNS}


def ged_rows(count: int = 200, seed: int = 2) -> list[dict[str, str]]:
    """So many rows of all kinds of violence and precision."""
    rng = random.Random(seed)
    return [_ged_row(rng, number) for number in range(count)]


def _ged_row(rng: random.Random, number: int) -> dict[str, str]:
    violence = rng.choice((1, 1, 2, 3))
    day = dt.date(2012, 1, 1) + dt.timedelta(rng.randrange(3500))
    coded = rng.choice((1, 1, 1, 2, 3, 4, 5))
    last = day + dt.timedelta({1: 0, 2: 4, 3: 6, 4: 29, 5: 200}[coded])
    admin1, _, _, location, lat, lon = rng.choice(PLACES)
    low = rng.randrange(0, 20)
    best = low + rng.randrange(0, 5)
    where = rng.choice((1, 1, 2, 3, 4, 5, 6))
    sides = {
        1: ("Government of Syria", "Syrian insurgents"),
        2: ("IS", "SDF"),
        3: (rng.choice(("Government of Syria", "IS")), "Civilians"),
    }[violence]
    row: dict[str, Any] = {
        "id": 300000 + number,
        "relid": f"SYR-{day.year}-{violence}-{number}",
        "year": day.year,
        "active_year": 1,
        "code_status": "Clear",
        "type_of_violence": violence,
        "dyad_name": " - ".join(sides),
        "side_a": sides[0],
        "side_b": sides[1],
        "number_of_sources": rng.choice((1, 2, -1)),
        "source_article": f'"Reuters,{day},Fighting near {location}"',
        "source_office": rng.choice(("Reuters", "SNHR", "")),
        "source_date": day.isoformat(),
        "source_headline": "Fighting reported,\nmany hurt" if number % 10 == 3 else "Fighting reported",
        "where_prec": where,
        "where_coordinates": f"{location} town" if where < 4 else f"{admin1} governorate",
        "where_description": f"near {location}",
        "adm_1": f"{admin1} governorate",
        "latitude": lat,
        "longitude": lon,
        "geom_wkt": f"POINT ({lon} {lat})",
        "priogrid_gid": 180000,
        "country": "Syria",
        "country_id": 652,
        "region": "Middle East",
        "event_clarity": 1,
        "date_prec": coded,
        "date_start": f"{day} 00:00:00.000",
        "date_end": f"{last} 00:00:00.000",
        "deaths_a": 0,
        "deaths_b": 0,
        "deaths_civilians": best if violence == 3 else 0,
        "deaths_unknown": 0 if violence == 3 else best,
        "best": best,
        "high": best + rng.randrange(0, 9),
        "low": low,
        "gwnoa": 652 if sides[0].startswith("Gov") else "",
    }
    return {name: str(row.get(name, "")) for name in GED_COLUMNS}


def as_csv(
    rows: list[dict[str, str]], *, separator: str = ",", encoding: str = "utf-8", decimal: str = "."
) -> bytes:
    """Rows as a file: with another separator the decimal sign of points may be a comma, as a spreadsheet saves it."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=separator)
    writer.writeheader()
    for row in rows:
        moved = {name: row[name].replace(".", decimal) for name in ("latitude", "longitude")}
        writer.writerow({**row, **moved})
    return out.getvalue().encode(encoding)
