"""The quality of geocoding has a floor, on names of three databases: it falls below it only by a visible decision.

The names and the lists are not ours to distribute: ``INCIDENTS_EVAL_DIR`` and ``INCIDENTS_PLACES_DIR`` say where they
lie (``geo_dev.jsonl``; ``geonames/SY.zip``, ``ocha/*.csv``). Our own floor, on spellings that the repository holds, is
in ``tests/gazetteer/test_resolve.py``.
"""

from __future__ import annotations

import hashlib
import os
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

import pytest

from benchmarks.geocoding import SETTINGS, Figures, look_up_all, read_gold, with_lists
from gazetteer import Gazetteer
from gazetteer.resolve import RIGHT_OF_100

GOLD_SHA256: Final = "1ac52f45497f220bf9580700ec8546ca8f64e6a8c3b6bddd8686260626325736"
Tables = Literal["embedded", "with lists"]
LEAST_WITHIN_10: Final[dict[tuple[Tables, str], float]] = {
    ("embedded", "alone"): 0.57,
    ("embedded", "governorate"): 0.63,
    ("embedded", "governorate, nearby"): 0.63,
    ("with lists", "alone"): 0.715,
    ("with lists", "governorate"): 0.84,
    ("with lists", "governorate, nearby"): 0.86,
}
"""Share of all names put within 10 km; measured less 0.02 to 0.03."""
MOST_BEYOND_25: Final[dict[str, float]] = {"alone": 0.08, "governorate": 0.04, "governorate, nearby": 0.04}
"""Share of the placed names that may lie more than 25 km off: a wrong pin is worse than none."""
LEAST_RIGHT: Final = {band: share / 100 for band, share in RIGHT_OF_100.items()}
"""How often an answer of each score band must be within 10 km: what the program tells its users."""
LOOK: Final = "see: python -m benchmarks geocoding GOLD --ocha ... --geonames ... --errors 30"


def folder(setting: str, file: str) -> Path:
    given = os.environ.get(setting, "")
    if not (Path(given) / file).is_file():
        reason = f"{setting} names no folder with {file}"
        if os.environ.get("INCIDENTS_REQUIRE_ALL") == "1" and given:
            pytest.fail(f"INCIDENTS_REQUIRE_ALL is set, but {reason}")
        pytest.skip(reason)
    return Path(given)


@cache
def gazetteer(tables: Tables) -> Gazetteer:
    if tables == "embedded":
        return Gazetteer.embedded()
    places = folder("INCIDENTS_PLACES_DIR", "geonames/SY.zip")
    ocha = [places / "ocha" / f"{name}.csv" for name in ("communities", "neighbourhoods")]
    return with_lists(ocha, places / "geonames" / "SY.zip")


@cache
def names() -> list[dict[str, Any]]:
    return read_gold(folder("INCIDENTS_EVAL_DIR", "geo_dev.jsonl") / "geo_dev.jsonl")


@cache
def figures(tables: Tables, setting: str) -> Figures:
    return Figures.of(look_up_all(gazetteer(tables), names(), SETTINGS[setting]))


@pytest.mark.parametrize(("tables", "setting"), LEAST_WITHIN_10)
def test_enough_names_are_put_in_the_right_place(tables: Tables, setting: str) -> None:
    found, floor = figures(tables, setting).within_10, LEAST_WITHIN_10[tables, setting]
    assert found >= floor, f"within 10 km fell to {found:.3f}, its floor is {floor:.3f}; {LOOK}"


@pytest.mark.parametrize(("tables", "setting"), LEAST_WITHIN_10)
def test_few_names_are_put_in_a_wrong_place(tables: Tables, setting: str) -> None:
    found, ceiling = figures(tables, setting).beyond_25_of_placed, MOST_BEYOND_25[setting]
    assert found <= ceiling, f"beyond 25 km rose to {found:.3f}, its ceiling is {ceiling:.3f}; {LOOK}"


@pytest.mark.parametrize("band", LEAST_RIGHT)
@pytest.mark.parametrize(("tables", "setting"), LEAST_WITHIN_10)
def test_a_score_is_right_as_often_as_it_says(tables: Tables, setting: str, band: str) -> None:
    right, total = figures(tables, setting).bands[band]
    assert total == 0 or right / total >= LEAST_RIGHT[band], (
        f"{band}: {right} of {total} within 10 km; {LOOK}"
    )


def test_the_names_are_those_that_the_floors_were_set_on() -> None:
    path = folder("INCIDENTS_EVAL_DIR", "geo_dev.jsonl") / "geo_dev.jsonl"
    assert hashlib.sha256(path.read_bytes()).hexdigest() == GOLD_SHA256
