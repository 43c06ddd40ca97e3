"""How often the main incident of a report is found, by source, with and without imported lists of places.

From the project folder::

    python -m benchmarks events GOLD.jsonl [--ocha FILE ...] [--geonames SY.zip] [--out FILE] [--errors 20]

GOLD.jsonl: one report a line, ``{doc_id, source, text, pub_date, gold: {date, date_tolerance_days?, lat, lon,
governorate, place_level, event_type?, killed_min, killed_max, perpetrator}}``, each with its main incident only. So
recall is what counts; the number of incidents made of a report stands beside it, as it can be bought by making many.

An incident is that of the report when it lies within 10 km (or in the governorate, where the gold says that it knows no
more), within a day (or the days of tolerance that the gold states), and is of its class. Classes are coarser than our
types: :data:`CLASS_OF` maps them. ``--out`` writes the incidents as flat rows, for other scorers.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from benchmarks.geocoding import with_lists
from gazetteer import Gazetteer
from gazetteer.distance import distance_km
from incidents.exchange.extract_json import document_record
from incidents.extract.nlp import load_model
from incidents.model import SubEventType
from incidents.pipeline import Pipeline
from incidents.sources import from_text

NEAR_KM: Final = 10
DAYS: Final = 1
COUNTS: Final = ("killed_min", "killed_max", "wounded_min", "wounded_max")

CLASS_OF: Final = {
    SubEventType.AIR_STRIKE: "bombardment",
    SubEventType.SHELLING: "bombardment",
    SubEventType.CHEMICAL_WEAPON: "chemical_attack",
    SubEventType.SUICIDE_BOMB: "explosion",
    SubEventType.REMOTE_EXPLOSIVE: "explosion",
    SubEventType.GRENADE: "explosion",
    SubEventType.ARMED_CLASH: "shooting_or_clash",
    SubEventType.GOVERNMENT_REGAINS: "shooting_or_clash",
    SubEventType.NON_STATE_OVERTAKES: "shooting_or_clash",
    SubEventType.EXCESSIVE_FORCE: "shooting_or_clash",
    SubEventType.PROTEST_WITH_INTERVENTION: "shooting_or_clash",
}
"""The gold's classes; attacks are executions when their words say so, else shootings."""

EXECUTED: Final = ("execut", "behead", "massacre", "stoned", "crucif", "slaughter", "throat")

PERPETRATOR_OF: Final = {
    "syrian government": "syrian_government_or_russia",
    "pro-government militia": "syrian_government_or_russia",
    "russia": "syrian_government_or_russia",
    "iran and allies": "syrian_government_or_russia",
    "rebels": "armed_opposition",
    "nusra front": "nusra_hts",
    "islamic state": "isis",
    "sdf": "sdf_ypg",
    "us-led coalition": "us_led_coalition",
    "turkey": "turkey",
    "israel": "israel",
}


def flat(incident: Mapping[str, Any]) -> dict[str, Any]:
    """An incident of ``incidents extract`` as a row in the gold's terms."""
    blamed = list(dict.fromkeys(PERPETRATOR_OF.get(p, p) for p in incident["perpetrators"]))
    return {
        "date": incident["date_end"],
        "date_start": incident["date_start"],
        "place": incident["place"],
        "lat": incident["lat"],
        "lon": incident["lon"],
        "governorate": incident["governorate"],
        "event_type": _class(incident),
        "killed_min": incident["killed_low"],
        "killed_max": incident["killed_high"],
        "wounded_min": incident["wounded_low"],
        "wounded_max": incident["wounded_high"],
        "perpetrator": blamed[0] if blamed else None,
        "quote": " ".join((incident["claims"][0]["quote"] or "").split()),
    }


def _class(incident: Mapping[str, Any]) -> str:
    known = CLASS_OF.get(SubEventType(incident["sub_event_type"]))
    if known is not None:
        return known
    words = " ".join(claim["quote"] or "" for claim in incident["claims"]).lower()
    return "execution" if any(stem in words for stem in EXECUTED) else "shooting_or_clash"


@dataclass
class Figures:
    """What a source comes to."""

    reports: int = 0
    predictions: int = 0
    matched: int = 0
    matched_any_class: int = 0
    exact: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    misses: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)

    def line(self, name: str) -> str:
        """One line for people."""
        found = ", ".join(
            f"{what} {self.exact[what]}/{self.asked[what]} = {self.exact[what] / self.asked[what]:.3f}"
            for what in (*COUNTS, "perpetrator")
            if self.asked[what]
        )
        misses = ", ".join(f"{what} {n}" for what, n in self.misses.most_common())
        return (
            f"{name:16} {self.reports} reports, {self.predictions / self.reports:.2f} incidents each; main "
            f"incident matched {self.matched / self.reports:.3f}, whatever its class "
            f"{self.matched_any_class / self.reports:.3f}\n"
            f"{'':16} of the latter: {found}\n{'':16} not matched for: {misses}"
        )


def _day(text: Any) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(text)[:10])
    except ValueError:
        return None


def faults(gold: Mapping[str, Any], row: Mapping[str, Any]) -> list[str]:
    """In what a row differs from the gold: place, date, type."""
    found = []
    distance = _distance(gold, row)
    near = distance is not None and distance <= NEAR_KM
    if (gold.get("place_level") or "place") == "place":
        if gold.get("lat") is not None and not near:
            found.append("place")
    elif gold.get("governorate") and not near and gold["governorate"] != row["governorate"]:
        found.append("place")
    wanted, got = _day(gold.get("date")), _day(row["date"])
    tolerance = gold.get("date_tolerance_days") or DAYS
    if wanted is not None and (got is None or abs((wanted - got).days) > tolerance):
        found.append("date")
    if gold.get("event_type") and gold["event_type"] != row["event_type"]:
        found.append("type")
    return found


def _distance(gold: Mapping[str, Any], row: Mapping[str, Any]) -> float | None:
    if gold.get("lat") is None or row["lat"] is None:
        return None
    return distance_km(gold["lat"], gold["lon"], row["lat"], row["lon"])


def count(figures: Figures, report: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> None:
    """Add one report to the figures of its source."""
    gold = report["gold"]
    figures.reports += 1
    figures.predictions += len(rows)
    judged = [(faults(gold, row), row) for row in rows]
    fitting = [row for wrong, row in judged if set(wrong) <= {"type"}]
    figures.matched += any(not wrong for wrong, _ in judged)
    if not fitting:
        least = min((wrong for wrong, _ in judged), key=len, default=["no incident"])
        figures.misses["+".join(least)] += 1
        figures.errors.append(f"{report['doc_id']} {'+'.join(least)}: {_told(gold)}: {report['text'][:300]}")
        return
    figures.matched_any_class += 1
    best = min(fitting, key=lambda row: (_distance(gold, row) or 0, -_agreeing(gold, row)))
    for what in COUNTS:
        if gold.get(what) is not None and gold.get("counts_in_text") is not False:
            _note(figures, what, gold[what], best[what], report, best)
    if gold.get("perpetrator"):
        _note(figures, "perpetrator", gold["perpetrator"], best["perpetrator"], report, best)


def _note(
    figures: Figures, what: str, wanted: Any, got: Any, report: Mapping[str, Any], row: Mapping[str, Any]
) -> None:
    figures.asked[what] += 1
    figures.exact[what] += wanted == got
    if wanted != got:
        figures.errors.append(f"{report['doc_id']} {what}: {wanted}, got {got}: {row['quote'][:300]}")


def _agreeing(gold: Mapping[str, Any], row: Mapping[str, Any]) -> int:
    return sum(gold.get(what) is not None and gold[what] == row[what] for what in COUNTS[:3])


def _told(gold: Mapping[str, Any]) -> str:
    return ", ".join(str(gold.get(key)) for key in ("location", "date", "event_type", "killed_min"))


def predict(pipeline: Pipeline, report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The incidents of one report, as flat rows."""
    published = _day(report["pub_date"])
    loaded = from_text(report["text"], ref=str(report["doc_id"]), published=published)
    return [flat(i) for i in document_record(pipeline.process(loaded.document))["incidents"]]


def measure(pipeline: Pipeline, reports: Iterable[Mapping[str, Any]]) -> tuple[dict[str, Figures], list[str]]:
    """Figures by source and over all, and the rows as lines of JSON."""
    by_source: dict[str, Figures] = {}
    total, written = Figures(), []
    for report in reports:
        rows = predict(pipeline, report)
        written += [json.dumps({"doc_id": report["doc_id"], **row}, ensure_ascii=False) for row in rows]
        for figures in (by_source.setdefault(report["source"], Figures()), total):
            count(figures, report, rows)
    return {**by_source, "all": total}, written


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks events", description=__doc__)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--ocha", type=Path, nargs="*", default=[])
    parser.add_argument("--geonames", type=Path)
    parser.add_argument("--source", help="only the reports of this source")
    parser.add_argument("--out", type=Path, help="write the incidents (of the last setting) as JSON lines")
    parser.add_argument("--errors", type=int, default=0, help="list so many misses and wrong slots")
    parser.add_argument("--imported-only", action="store_true", help="leave out the shipped tables alone")
    options = parser.parse_args(arguments)
    rows = [json.loads(line) for line in options.gold.read_text("utf-8").splitlines() if line.strip()]
    rows = [row for row in rows if options.source in (None, row["source"])]
    settings = {} if options.imported_only else {"embedded": Gazetteer.embedded()}
    if options.ocha or options.geonames:
        settings["with imported lists"] = with_lists(options.ocha, options.geonames)
    for label, places in settings.items():
        by_source, written = measure(Pipeline(places, load_model()), rows)
        print(label)
        for name, figures in by_source.items():
            print(figures.line(name))
        for error in by_source["all"].errors[: options.errors]:
            print(f"  {error}")
    if options.out:
        options.out.write_text("\n".join(written) + "\n", "utf-8")
    return 0
