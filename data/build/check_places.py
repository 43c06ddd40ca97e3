"""Compare the hand-written place tables with reference lists that the user has downloaded.

The tables are written from knowledge, so a row can be wrong. This program looks for each row's namesake near by in the
reference lists and prints the rows that lie further off than they should, or that no list knows:

    python data/build/check_places.py --ocha-neighbourhoods neighbourhoods.csv \
        --ocha-communities communities.csv --geonames SY.zip

Each reference is optional. A row with an explanation in ``note`` is listed apart and does not fail the run; any other
row that is off, in whichever table, makes the exit status 1. The lists hold settlements: a base that bears the name of
a town without lying in it, and an area whose name is also a village's, need their line of explanation too. Nothing is
written: a wrong row is corrected by a person, in the table.
"""

from __future__ import annotations

import argparse
import csv
import io
import math
import re
import sys
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

TABLES = Path(__file__).resolve().parents[1] / "gazetteer"
TABLE_NAMES = ("neighbourhoods", "villages", "sites", "areas", "airfields")
EARTH_RADIUS_KM = 6371.0088
NEAR_KM = {"neighbourhood": 10.0, "settlement": 25.0, "site": 25.0, "area": 40.0}
"""How far a namesake may be and still be taken for the same place; beyond it, another place of that name."""
GENERIC = re.compile(
    r"\b(al|el|an|ar|as|ash|at|ad|az|aj|adh|ath|air|base|airbase|airport|military|international|dam|field|gas|oil|camp"
    r"|crossing|refugee|prison|hospital|district|village|town|the|east|west|north|south|old"
    r"|sharqi|gharbi|shamali|janoubi|janubi|sharqiyeh|gharbiyeh|sharqiyah|gharbiyah|sharqiya|gharbiya|balad)\b"
)


@dataclass(frozen=True, slots=True)
class Reference:
    """One place of a reference list."""

    source: str
    name: str
    lat: float
    lon: float
    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class Finding:
    """What the comparison says of one row; ``distance_km`` is None when no list knows it."""

    row: dict[str, str]
    table: str
    match: Reference | None
    distance_km: float | None


def skeleton(name: str) -> str:
    """Consonants of a romanised name, without article: one key for Zeitoun, Zaytun and Zytoun."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    plain = GENERIC.sub(" ", re.sub(r"['`’‘]", "", plain).replace("-", " "))
    letters = re.sub(r"[^a-z]", "", plain).replace("kh", "x").replace("gh", "g").replace("ou", "u")
    consonants = re.sub(r"[aeiouyw]|(?<=.)h", "", letters).replace("q", "k").replace("c", "k")
    return re.sub(r"(.)\1", r"\1", consonants.replace("z", "s"))


def arabic_key(name: str) -> str:
    """Arabic name without vowel marks, article, hamza and final-letter variants."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if "\u0621" <= c <= "\u064a" or c == " ")
    plain = plain.translate(str.maketrans("أإآىةؤئ", "ااايهوي")).replace("ء", "")
    return "".join(re.sub(r"^ال", "", word) for word in plain.split())


def keys(names: Iterable[str]) -> frozenset[str]:
    """Every key under which one of `names` may be found; keys under three letters say too little and are left out."""
    found = set()
    for name in names:
        found.add(arabic_key(name) if re.search("[\u0621-\u064a]", name) else skeleton(name))
    return frozenset(key for key in found if len(key) >= 3)


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance between two points in degrees."""
    phi1, phi2 = math.radians(lat1), math.radians(lat2)
    half = math.sin((phi2 - phi1) / 2) ** 2
    half += math.cos(phi1) * math.cos(phi2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(half))


def read_ocha(path: Path, source: str) -> Iterator[Reference]:
    """OCHA's lists: English and Arabic name, latitude, longitude under either list's headings."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        for record in csv.DictReader(file):
            row = {heading.lower(): value for heading, value in record.items()}
            names = [row.get(k) or "" for k in ("name_en", "nam_en_ref", "name_ara", "name_ar")]
            yield Reference(source, names[0], float(row["latitude"]), float(row["longitude"]), keys(names))


def read_geonames(path: Path) -> Iterator[Reference]:
    """GeoNames' country file, tab-separated inside its zip: columns 1 name, 2 ascii, 3 alternates, 4 lat, 5 lon."""
    with zipfile.ZipFile(path) as archive, archive.open("SY.txt") as raw:
        for line in io.TextIOWrapper(raw, encoding="utf-8"):
            column = line.rstrip("\n").split("\t")
            names = [column[1], column[2], *column[3].split(",")]
            yield Reference("GeoNames", column[1], float(column[4]), float(column[5]), keys(names))


def read_tables(folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Every row of the five tables, with the table's name."""
    for table in TABLE_NAMES:
        path = folder / f"{table}.csv"
        if path.exists():
            with path.open(encoding="utf-8", newline="") as file:
                yield from ((table, row) for row in csv.DictReader(file))


def compare(table: str, row: dict[str, str], index: dict[str, list[Reference]]) -> Finding:
    """Find the nearest namesake of one row within the distance its kind allows."""
    lat, lon = float(row["lat"]), float(row["lon"])
    own = keys([row["name"], row["name_ar"], *row["aliases"].split(";")])
    near = NEAR_KM[row["kind"]]
    best: tuple[float, Reference | None] = (math.inf, None)
    for reference in (reference for key in own for reference in index.get(key, ())):
        off = distance_km(lat, lon, reference.lat, reference.lon)
        if off < best[0]:
            best = (off, reference)
    if best[1] is None or best[0] > near:
        return Finding(row, table, None, None)
    return Finding(row, table, best[1], best[0])


def build_index(references: Iterable[Reference]) -> dict[str, list[Reference]]:
    """References by key, so that a row is compared with its namesakes only."""
    index: dict[str, list[Reference]] = {}
    for reference in references:
        for key in reference.keys:
            index.setdefault(key, []).append(reference)
    return index


def report(findings: list[Finding], limit: float) -> int:
    """Print rows that are off, explained, or unknown to every list, then the figures. Returns how many lack a note."""
    off = [f for f in findings if f.distance_km is not None and f.distance_km > limit]
    wrong = [f for f in off if not f.row["note"]]
    groups = {
        f"OFF BY MORE THAN {limit:g} KM, NOT EXPLAINED": wrong,
        "OFF, EXPLAINED": [f for f in off if f.row["note"]],
        "NO COUNTERPART": [f for f in findings if f.match is None],
    }
    for title, group in groups.items():
        print(f"\n{title} ({len(group)})")
        for finding in group:
            print("  " + describe(finding))
    for table in TABLE_NAMES:
        print_figures(table, [f for f in findings if f.table == table])
    return len(wrong)


def print_figures(table: str, findings: list[Finding]) -> None:
    """One line on one table: how many rows a list knows, and how near they lie to it."""
    known = sorted(f.distance_km for f in findings if f.distance_km is not None)
    if not findings:
        return
    line = f"{table}: {len(findings)} rows, {len(known)} with a counterpart"
    if known:
        line += f", median {known[len(known) // 2]:.2f} km, nine in ten within {known[len(known) * 9 // 10]:.2f} km"
    print("\n" + line)


def describe(finding: Finding) -> str:
    """One line about one row."""
    row = finding.row
    line = f"{row['place_id']} {row['lat']},{row['lon']}"
    if finding.match is not None:
        match = finding.match
        line += (
            f"  {finding.distance_km:.1f} km from {match.source} {match.name} {match.lat:.4f},{match.lon:.4f}"
        )
    return line + (f"  [{row['note']}]" if row["note"] else "")


def main(arguments: list[str] | None = None) -> int:
    """Run the comparison named on the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--ocha-neighbourhoods", type=Path)
    parser.add_argument("--ocha-communities", type=Path)
    parser.add_argument("--geonames", type=Path)
    parser.add_argument("--tables", type=Path, default=TABLES)
    parser.add_argument("--limit-km", type=float, default=2.0)
    options = parser.parse_args(arguments)
    references: list[Reference] = []
    if options.ocha_neighbourhoods:
        references += read_ocha(options.ocha_neighbourhoods, "OCHA neighbourhoods")
    if options.ocha_communities:
        references += read_ocha(options.ocha_communities, "OCHA communities")
    if options.geonames:
        references += read_geonames(options.geonames)
    if not references:
        parser.error(
            "name at least one reference list: --ocha-neighbourhoods, --ocha-communities, --geonames"
        )
    index = build_index(references)
    findings = [compare(table, row, index) for table, row in read_tables(options.tables)]
    return 1 if report(findings, options.limit_km) else 0


if __name__ == "__main__":
    sys.exit(main())
