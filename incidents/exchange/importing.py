"""The datasets whose rows can be imported, under the names that the command uses."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from incidents.exchange import rows
from incidents.exchange.acled_import import ACLED
from incidents.exchange.ged import GED
from incidents.exchange.rows import Dataset, Imported

DATASETS: Final[dict[str, Dataset]] = {dataset.key: dataset for dataset in (ACLED, GED)}


def read_file(path: Path, key: str) -> Imported:
    """Read a file of the dataset named, see :func:`incidents.exchange.rows.read_file`."""
    others = [dataset for name, dataset in DATASETS.items() if name != key]
    return rows.read_file(path, DATASETS[key], others)
