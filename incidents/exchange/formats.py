"""The formats that incidents are written in, under the names that commands and buttons use."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import BinaryIO, Final, cast

from incidents.exchange import acled, csv, geojson, geopackage, snapshot
from incidents.exchange.about import About
from incidents.store.records import Dossier


@dataclass(frozen=True, slots=True)
class Format:
    """One format."""

    suffix: str
    media_type: str
    write: Callable[[BinaryIO, Iterable[Dossier], About], int]
    """Writes the incidents in order and gives their number."""
    readme: Callable[[str, About], bytes] | None = None
    """For a table that has no room to say what it is: the side file's content, given the table's name."""
    needs_file: bool = False
    """Whether it is no stream for a pipe."""


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
    "geojson": Format(".geojson", geojson.MEDIA_TYPE, _geojson),
    "csv": Format(".csv", csv.MEDIA_TYPE, _csv, csv.readme),
    "acled": Format(".csv", acled.MEDIA_TYPE, _acled, acled.readme),
    "gpkg": Format(".gpkg", geopackage.MEDIA_TYPE, geopackage.copy, needs_file=True),
    "html": Format(".html", snapshot.MEDIA_TYPE, snapshot.write),
}


def side_name(name: str) -> str:
    """The name of the side file of a table."""
    return f"{name}.README.txt"


def dumps(key: str, dossiers: Iterable[Dossier], about: About) -> bytes:
    """The incidents in a format, as bytes."""
    out = io.BytesIO()
    FORMATS[key].write(out, dossiers, about)
    return out.getvalue()


def zipped(key: str, name: str, dossiers: Iterable[Dossier], about: About) -> bytes:
    """A table of that name and its side file in one zip file.

    Raises
    ------
    ValueError
        The format has no side file.
    """
    form = FORMATS[key]
    if form.readme is None:
        raise ValueError(f"{key} says itself what it is")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open(name, "w") as table:
            form.write(cast(BinaryIO, table), dossiers, about)
        archive.writestr(side_name(name), form.readme(name, about))
    return out.getvalue()
