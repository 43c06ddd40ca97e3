"""Made-up incidents, in the form of the real ones, for measuring only: places, dates and figures are random."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from incidents.model import (
    SUB_EVENT_TYPES,
    ActorCategory,
    Band,
    ClaimantSide,
    Corroboration,
    DateKind,
    DatePrecision,
    EventType,
    Governorate,
    Precision,
    ReviewStatus,
)

_TOWNS: Final = Path(__file__).resolve().parents[1] / "data" / "gazetteer" / "towns.csv"
_PRECISIONS: Final = {
    Precision.SITE: (0.12, 0.3),
    Precision.NEIGHBOURHOOD: (0.25, 0.8),
    Precision.SETTLEMENT: (0.47, 3.0),
    Precision.NEAR_SETTLEMENT: (0.08, 8.0),
    Precision.SUBDISTRICT: (0.03, 12.0),
    Precision.DISTRICT: (0.02, 25.0),
    Precision.GOVERNORATE: (0.03, 70.0),
}
"""Share of the incidents and radius in km."""
_TYPE_SHARES: Final = (0.27, 0.08, 0.02, 0.45, 0.12, 0.06)


def synthetic_frame(n: int, seed: int = 1) -> pd.DataFrame:
    """Make ``n`` incidents with every column the map, the filters and the table read.

    Parameters
    ----------
    n : int
        How many.
    seed : int
        The same seed gives the same incidents.

    Returns
    -------
    pandas.DataFrame
        Larger towns have more incidents, scattered within the radius of their precision.
    """
    rng = np.random.default_rng(seed)
    town = _towns().iloc[_weighted(rng, n)]
    precision = rng.choice(list(_PRECISIONS), size=n, p=[share for share, _ in _PRECISIONS.values()])
    radius = np.array([_PRECISIONS[Precision(value)][1] for value in precision])
    is_governorate = precision == str(Precision.GOVERNORATE)
    ids = _area_ids(town["governorate"])
    events = rng.choice(list(EventType), size=n, p=_TYPE_SHARES)
    subs = [SUB_EVENT_TYPES[EventType(event)] for event in events]
    start = np.datetime64("2011-03-15", "s") + rng.integers(0, 5000, n).astype("timedelta64[D]")
    killed = np.minimum(rng.geometric(0.18, n) - 1, 400)
    return pd.DataFrame(
        {
            "id": [f"inc-{i:016x}" for i in range(n)],
            "place": np.where(is_governorate, town["governorate"], town["name"]),
            "place_id": np.where(is_governorate, ids, town["place_id"]),
            "governorate": town["governorate"].to_numpy(),
            **_holders(town["place_id"].to_numpy(dtype=object)),
            "lat": _scatter(rng, town["lat"], radius, precision),
            "lon": _scatter(rng, town["lon"], radius, precision),
            "radius_km": radius,
            "precision": precision,
            "date_start": start,
            "date_end": start + (rng.integers(0, 3, n) * (rng.random(n) < 0.1)).astype("timedelta64[D]"),
            "date_precision": str(DatePrecision.DAY),
            "date_kind": str(DateKind.UNCERTAIN),
            "event_type": events.astype(str),
            "sub_event_type": [
                str(options[pick % len(options)])
                for options, pick in zip(subs, rng.integers(0, 100, n), strict=True)
            ],
            **_counts(killed),
            **_people(rng, n),
            **_tellers(np.random.default_rng([seed, 1]), n),
            "contested": rng.random(n) < 0.12,
            "corroboration": rng.choice([str(value) for value in Corroboration], size=n),
            "confidence": rng.choice([str(band) for band in Band], size=n),
            "n_claims": rng.integers(1, 6, n),
            "n_documents": rng.integers(1, 4, n),
            "sample": False,
        }
    )


def _towns() -> pd.DataFrame:
    with _TOWNS.open(encoding="utf-8", newline="") as file:
        towns = pd.DataFrame(csv.DictReader(file))
    numbers = towns[["lat", "lon", "population"]].apply(pd.to_numeric)
    return towns.assign(
        lat=numbers["lat"], lon=numbers["lon"], weight=np.sqrt(numbers["population"].fillna(0) + 900)
    )


def _weighted(rng: np.random.Generator, n: int) -> Any:
    weight = _towns()["weight"].to_numpy()
    return rng.choice(len(weight), size=n, p=weight / weight.sum())


def _area_ids(governorates: Sequence[str]) -> list[str]:
    return ["sy:adm1/" + str(Governorate(name)).lower().replace(" ", "-") for name in governorates]


def _scatter(rng: np.random.Generator, centre: pd.Series[float], radius: Any, precision: Any) -> Any:
    """Spots and neighbourhoods lie anywhere in the town; everything else at its point."""
    spread = np.where(np.isin(precision, [str(Precision.SITE), str(Precision.NEIGHBOURHOOD)]), 0.035, 0.0)
    return np.round(centre.to_numpy() + rng.normal(0, 1, len(radius)) * spread, 5)


def _counts(killed: Any) -> dict[str, Any]:
    low = pd.array(killed, dtype="Int32")
    high = pd.array(killed + killed // 4, dtype="Int32")
    low[killed == 7] = pd.NA
    high[killed == 7] = pd.NA
    return {
        **{f"killed_{bound}": values for bound, values in (("low", low), ("best", low), ("high", high))},
        **{f"wounded_{bound}": values for bound, values in (("low", high), ("best", high), ("high", high))},
    }


def _people(rng: np.random.Generator, n: int) -> dict[str, Any]:
    categories = [str(category) for category in ActorCategory]
    first = rng.integers(0, len(categories), n)
    one = [(category,) for category in categories]
    return {
        "perpetrators": [one[i] for i in first],
        "actors": [(categories[i], categories[-2]) for i in first],
    }


SOURCES: Final = tuple(f"source-{number:03}" for number in range(500))
"""Ids of the made-up sources, the most frequent first."""
_DISTRICTS, _SUBDISTRICTS = 61, 270


def _holders(place_ids: Any) -> dict[str, Any]:
    """Made-up districts and sub-districts, as many as Syria has; the same place always lies in the same."""
    codes, _ = pd.factorize(place_ids)
    district = np.array([f"district-{number}" for number in range(_DISTRICTS)], dtype=object)
    subdistrict = np.array([f"subdistrict-{number}" for number in range(_SUBDISTRICTS)], dtype=object)
    return {
        "district_id": district[codes % _DISTRICTS],
        "subdistrict_id": subdistrict[codes % _SUBDISTRICTS],
        "city_id": np.full(len(codes), None, dtype=object),
    }


def _tellers(rng: np.random.Generator, n: int) -> dict[str, Any]:
    """Who tells of each incident, one or two sources, and whom they blame; one in fifty was rejected."""
    sides, categories = list(ClaimantSide), list(ActorCategory)
    pairs = [((side.value,), (f"{side.value}>{actor.value}",)) for side in sides for actor in categories[:-1]]
    pair = rng.integers(0, len(pairs), n)
    first, second = (np.minimum(rng.geometric(0.02, n) - 1, len(SOURCES) - 1) for _ in range(2))
    statuses = [ReviewStatus.UNREVIEWED.value, ReviewStatus.ACCEPTED.value, ReviewStatus.REJECTED.value]
    return {
        "sides": [pairs[i][0] for i in pair],
        "accusations": [pairs[i][1] for i in pair],
        "source_ids": [tuple({SOURCES[i]: 0, SOURCES[j]: 0}) for i, j in zip(first, second, strict=True)],
        "review": rng.choice(statuses, size=n, p=[0.9, 0.08, 0.02]),
    }
