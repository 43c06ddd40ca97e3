"""Incidents as GeoParquet 1.1, for geopandas, DuckDB and QGIS: typed columns, the point, and the claims as a list.

Written a group of rows at a time. What the file is stands in its metadata under ``about``, as the members of the
GeoJSON have it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import islice
from typing import Any, BinaryIO, Final

from incidents.exchange import tables
from incidents.exchange.about import About
from incidents.exchange.geojson import point_of
from incidents.store.records import Dossier

MEDIA_TYPE: Final = "application/vnd.apache.parquet"
BATCH: Final = 5_000
"""Incidents written at once."""
_CLAIMS: Final = {
    name: kind for name, kind in tables.CLAIMS.items() if name not in {"incident_id", "position"}
}


def write(out: BinaryIO, dossiers: Iterable[Dossier], about: About | None = None) -> int:
    """Write the file into an open one; gives the number of incidents."""
    import pyarrow as pa  # here: who writes no Parquet does not wait for it
    from pyarrow import parquet

    schema = _schema(about or About())
    count, source = 0, iter(dossiers)
    with parquet.ParquetWriter(out, schema, compression="zstd") as writer:
        while batch := list(islice(source, BATCH)):
            writer.write_table(pa.Table.from_pylist([_row(dossier) for dossier in batch], schema=schema))
            count += len(batch)
    return count


def _schema(about: About) -> Any:
    import pyarrow as pa

    def columns(types: dict[str, str]) -> list[tuple[str, Any]]:
        return [(name, getattr(pa, kind)()) for name, kind in types.items()]

    made = pa.schema(
        [
            *columns(tables.INCIDENTS),
            ("claims", pa.list_(pa.struct(columns(_CLAIMS)))),
            ("geometry", pa.binary()),
        ]
    )
    # Without a reference system a GeoParquet file is in longitude and latitude of WGS 84.
    geometry = {"encoding": "WKB", "geometry_types": ["Point"]}
    geo = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": geometry}}
    return made.with_metadata({"geo": json.dumps(geo), "about": json.dumps(about.head(tables.CODEBOOK))})


def _row(dossier: Dossier) -> tables.Row:
    claims = [{name: row.get(name) for name in _CLAIMS} for row in tables.claim_rows(dossier)]
    return {
        **tables.storable_row(tables.incident_row(dossier)),
        "claims": [tables.storable_row(claim) for claim in claims],
        "geometry": tables.wkb(*point_of(dossier.incident.place)),
    }
