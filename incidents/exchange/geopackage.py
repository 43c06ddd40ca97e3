"""Incidents as a GeoPackage: one file that QGIS, ArcGIS and GDAL open, with claims and codebook inside.

Layer ``incidents`` holds points (and rows without a geometry for what could not be located), table ``claims`` each
source's own statement, tied to its incident by ``incident_id``, table ``about`` what the file is. Written through GDAL
in batches, so that memory does not grow with the file.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Final

from incidents.errors import InputError
from incidents.exchange import tables
from incidents.exchange.about import About
from incidents.exchange.geojson import point_of
from incidents.store.records import Dossier

MEDIA_TYPE: Final = "application/geopackage+sqlite3"
BATCH: Final = 2_000
"""Incidents written at once."""
_WGS84: Final = "EPSG:4326"

_ABOUT: Final = {"section": "string", "item": "string", "text": "string"}


def write(path: Path, dossiers: Iterable[Dossier], *, about: About | None = None) -> int:
    """Write the file, whole or not at all; one of that name is replaced.

    Returns
    -------
    int
        How many incidents were written.

    Raises
    ------
    InputError
        The file cannot be written there.
    """
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".incidents-") as folder:
            made = Path(folder) / "incidents.gpkg"
            count = _write(made, iter(dossiers), about or About())
            made.replace(path)
    except OSError as error:
        raise InputError(f"{path} cannot be written ({error.strerror}): give another path.") from error
    return count


def copy(out: BinaryIO, dossiers: Iterable[Dossier], about: About | None = None) -> int:
    """Write the file into an open one, by way of a temporary file: GDAL writes to a path."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "incidents.gpkg"
        count = write(path, dossiers, about=about)
        with path.open("rb") as made:
            shutil.copyfileobj(made, out)
    return count


def _write(path: Path, dossiers: Iterator[Dossier], about: About) -> int:
    count = 0
    while True:
        batch = list(islice(dossiers, BATCH))
        if batch or not count:  # an empty selection has its layers too
            _append(path, "incidents", tables.INCIDENTS, map(_incident, batch), located=True)
            _append(path, "claims", tables.CLAIMS, (row for d in batch for row in tables.claim_rows(d)))
        count += len(batch)
        if len(batch) < BATCH:
            break
    rows = ({"section": s, "item": i, "text": t} for s, i, t in about.rows(tables.CODEBOOK))
    _append(path, "about", _ABOUT, rows)
    return count


def _append(
    path: Path,
    layer: str,
    columns: Mapping[str, str],
    rows: Iterable[dict[str, Any]],
    *,
    located: bool = False,
) -> None:
    """Add rows to a layer, which is made with the first of them."""
    import pyarrow as pa  # here: who writes no GeoPackage does not wait for it
    import pyogrio

    fields = [(name, getattr(pa, kind)()) for name, kind in columns.items()]
    schema = pa.schema([*fields, ("geometry", pa.binary())] if located else fields)
    clean = [tables.storable_row(row) for row in rows]
    pyogrio.write_arrow(
        pa.Table.from_pylist(clean, schema=schema),
        path,
        layer=layer,
        driver="GPKG",
        append=path.exists(),
        geometry_name="geometry" if located else None,
        geometry_type="Point" if located else None,
        crs=_WGS84 if located else None,
    )


def _incident(dossier: Dossier) -> dict[str, Any]:
    return {**tables.incident_row(dossier), "geometry": tables.wkb(*point_of(dossier.incident.place))}
