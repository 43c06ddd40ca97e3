"""The formats that incidents are written in, under the names that commands and buttons use."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, Final, cast

from incidents.exchange import (
    acled,
    claims_csv,
    csv,
    ged_export,
    geojson,
    geopackage,
    geoparquet,
    hxl,
    kml,
    plover,
    snapshot,
    xlsx,
)
from incidents.exchange.about import About
from incidents.store.records import Dossier

_SPOOLED: Final = 20_000_000
"""Bytes of a side file that are kept in memory."""


@dataclass(frozen=True, slots=True)
class Format:
    """One format."""

    label: str
    """Its name on a button."""
    purpose: str
    """What it is for, in a sentence."""
    suffix: str
    media_type: str
    write: Callable[[BinaryIO, Iterable[Dossier], About], int]
    """Writes the incidents in order and gives their number."""
    readme: Callable[[str, About], bytes] | None = None
    """For a file that has no room to say what it is: the side file's content, given the file's name."""
    claims: Callable[[Iterable[Dossier], BinaryIO], Iterator[Dossier]] | None = None
    """For a table of incidents: hands them on, and writes their claims to a second table."""
    needs_file: bool = False
    """Whether it is no stream for a pipe."""
    common: bool = False
    """Whether it is among the most used ones."""

    @property
    def download(self) -> str:
        """Ending of what a button gives: with a side file, a zip file with both."""
        return ".zip" if self.readme is not None else self.suffix


def _geojson(out: BinaryIO, dossiers: Iterable[Dossier], about: About) -> int:
    return geojson.write(
        out,
        dossiers,
        as_of=about.as_of,
        link=about.link,
        derived_by=about.derived_by,
        attribution=about.attribution,
        licence=about.licence,
        withheld=about.withheld,
    )


def _csv(out: BinaryIO, dossiers: Iterable[Dossier], _: About) -> int:
    return csv.write(out, dossiers)


def _acled(out: BinaryIO, dossiers: Iterable[Dossier], about: About) -> int:
    return acled.write(out, dossiers, as_of=about.as_of)


FORMATS: Final[dict[str, Format]] = {
    "geojson": Format(
        "GeoJSON with claims",
        "For QGIS, geopandas and web maps; the codebook is inside. Can be imported again without loss.",
        ".geojson",
        geojson.MEDIA_TYPE,
        _geojson,
        common=True,
    ),
    "xlsx": Format(
        "Excel workbook",
        "Sheets for incidents, claims, codebook and what the data are.",
        ".xlsx",
        xlsx.MEDIA_TYPE,
        xlsx.write,
        needs_file=True,
        common=True,
    ),
    "csv": Format(
        "CSV with codebook",
        "For spreadsheets, R and pandas: incidents, claims and the meaning of the columns in a zip file. Can be "
        "imported again without loss.",
        ".csv",
        csv.MEDIA_TYPE,
        _csv,
        csv.readme,
        claims_csv.told,
        common=True,
    ),
    "gpkg": Format(
        "GeoPackage",
        "For QGIS and other GIS: incidents, claims and codebook in one file.",
        ".gpkg",
        geopackage.MEDIA_TYPE,
        geopackage.copy,
        needs_file=True,
        common=True,
    ),
    "html": Format(
        "Page with map",
        "One file that opens in any browser, without a server and without a network.",
        ".html",
        snapshot.MEDIA_TYPE,
        snapshot.write,
        common=True,
    ),
    "acled": Format(
        "ACLED columns",
        "For tools that read ACLED's files: its 31 columns, then ours, and a codebook.",
        ".csv",
        acled.MEDIA_TYPE,
        _acled,
        acled.readme,
    ),
    "ged": Format(
        "UCDP GED columns",
        "For tools that read UCDP's files: its 49 columns, and a codebook.",
        ".csv",
        ged_export.MEDIA_TYPE,
        ged_export.write,
        ged_export.readme,
    ),
    "kml": Format(
        "KML",
        "For Google Earth, with days on its time slider.",
        ".kml",
        kml.MEDIA_TYPE,
        kml.write,
    ),
    "geoparquet": Format(
        "GeoParquet",
        "For geopandas, DuckDB and large data: typed columns, small files.",
        ".parquet",
        geoparquet.MEDIA_TYPE,
        geoparquet.write,
        needs_file=True,
    ),
    "hxl": Format(
        "CSV with HXL tags",
        "For the Humanitarian Data Exchange and its tools, with a codebook.",
        ".csv",
        hxl.MEDIA_TYPE,
        hxl.write,
        hxl.readme,
    ),
    "plover": Format(
        "PLOVER events",
        "For political event data tools: one JSON object a line, with a codebook.",
        ".jsonl",
        plover.MEDIA_TYPE,
        plover.write,
        plover.readme,
    ),
}


def side_name(name: str) -> str:
    """The name of the side file of a table."""
    return f"{name}.README.txt"


def claims_name(name: str) -> str:
    """The name of the table of claims beside a table."""
    return f"{name}{claims_csv.SUFFIX}"


def dumps(key: str, dossiers: Iterable[Dossier], about: About) -> bytes:
    """The incidents in a format, as bytes."""
    out = io.BytesIO()
    FORMATS[key].write(out, dossiers, about)
    return out.getvalue()


def zipped(key: str, name: str, dossiers: Iterable[Dossier], about: About) -> bytes:
    """A file of that name and its side files in one zip file.

    Raises
    ------
    ValueError
        The format has no side file.
    """
    form = FORMATS[key]
    if form.readme is None:
        raise ValueError(f"{key} says itself what it is")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, SpooledTemporaryFile(_SPOOLED) as beside:
        claims = cast(BinaryIO, beside)
        with archive.open(name, "w", force_zip64=True) as table:
            told = dossiers if form.claims is None else form.claims(dossiers, claims)
            form.write(cast(BinaryIO, table), told, about)
        if form.claims is not None:
            claims.seek(0)
            with archive.open(claims_name(name), "w", force_zip64=True) as member:
                shutil.copyfileobj(claims, member)
        archive.writestr(side_name(name), form.readme(name, about))
    return out.getvalue()
