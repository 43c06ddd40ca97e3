"""For notebooks and scripts: open a store, filter it, get a table, look at a map, read a text.

Examples
--------
>>> from incidents.notebook import Incidents, extract
>>> bombings = Incidents.samples().where("type=explosions&gov=aleppo,homs")
>>> len(bombings) > 5
True
>>> bombings.to_geodataframe().crs.to_epsg()
4326
"""

from __future__ import annotations

import datetime as dt
import html
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from incidents.errors import InputError
from incidents.exchange.formats import dumps
from incidents.model import Document, ReportResult
from incidents.query import LinkState
from incidents.selection import Selection, kind_of_store, read_link
from incidents.store import Dossier, Store

if TYPE_CHECKING:
    from incidents.pipeline import Pipeline

MAP_HEIGHT = 640


class Incidents:
    """The incidents of a store, or those that filters leave of them. Nothing here changes the store."""

    def __init__(self, store: Store, state: LinkState | None = None) -> None:
        self._selection = Selection.of(store, state or LinkState())

    @classmethod
    def open(cls, store: str | os.PathLike[str] | None = None) -> Incidents:
        """Open a store by path or address, by default your own.

        Raises
        ------
        incidents.errors.StoreError
            There is none, or it cannot be read.
        """
        return cls(kind_of_store().open(store, create=False))

    @classmethod
    def samples(cls) -> Incidents:
        """The sample reports."""
        return cls(kind_of_store().samples())

    def where(self, link: str) -> Incidents:
        """Those that a link of the dashboard shows, or its query part; it takes the place of earlier filters.

        Parameters
        ----------
        link : str
            Such as ``"gov=homs&type=battles&q=shelling"``; docs/formats.md lists every parameter. Whose data a link
            shows is passed over.

        Raises
        ------
        incidents.errors.InputError
            It holds what this program does not know.
        """
        return type(self)(self._selection.store, read_link(link)[0])

    def __len__(self) -> int:
        return len(self._selection.ids)

    def __repr__(self) -> str:
        return f"{len(self):,} of {len(self._selection.frame):,} incidents, {self._selection.store.where}"

    def __iter__(self) -> Iterator[Dossier]:
        """Each incident with its claims and the reports they stand in."""
        return self._selection.dossiers()

    def to_dataframe(self) -> pd.DataFrame:
        """A row for each incident; docs/method.md says what the columns mean."""
        return self._selection.rows

    def to_geodataframe(self) -> gpd.GeoDataFrame:
        """The same with points in WGS 84; incidents without a place have no geometry.

        A point stands for all within ``radius_km`` of it; ``precision`` says what is meant.
        """
        rows = self.to_dataframe()
        points = gpd.points_from_xy(rows["lon"], rows["lat"], crs="EPSG:4326")
        made = gpd.GeoDataFrame(rows, geometry=points)
        made.loc[rows["lat"].isna() | rows["lon"].isna(), "geometry"] = None
        return made

    def explore(self) -> Page:
        """A map with timeline, table and claims; shown in the notebook, and needs no network."""
        return Page(dumps("html", self._selection.dossiers(), self._selection.about()).decode())

    def export(self, path: str | os.PathLike[str], form: str = "geojson") -> Path:
        """Write them as ``incidents export`` does, with the claims and the codebook beside a table; gives the path.

        Raises
        ------
        incidents.errors.InputError
            There is no such format, or the file cannot be written.
        """
        from incidents.exchange.files import write_files
        from incidents.exchange.formats import FORMATS

        if form not in FORMATS:
            raise InputError(f"'{form}' is no format: choose one of {', '.join(FORMATS)}.")
        target = Path(path)
        write_files(FORMATS[form], target, self._selection.dossiers(), self._selection.about())
        return target


@dataclass(frozen=True)
class Page:
    """A web page in one piece, shown by notebooks in a frame of its own."""

    content: str

    def _repr_html_(self) -> str:
        inside = html.escape(self.content, quote=True)
        return (
            f'<iframe srcdoc="{inside}" title="Incidents" style="width:100%;height:{MAP_HEIGHT}px;border:0" '
            'sandbox="allow-scripts allow-popups allow-downloads"></iframe>'
        )

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write it to a file that any browser opens."""
        target = Path(path)
        target.write_text(self.content, encoding="utf-8")
        return target


def extract(text: str, *, published: dt.date | str | None = None, title: str | None = None) -> ReportResult:
    """Read a report: its claims, and the incidents made of them. Nothing is stored.

    Parameters
    ----------
    text : str
        English or Arabic.
    published : datetime.date or str, optional
        The day, as a date or as 2012-03-12: without it "on Monday" means nothing.
    title : str, optional

    Raises
    ------
    incidents.errors.InputError
        The day is none.
    incidents.errors.ModelMissing
        No English language model is installed.
    """
    try:
        day = dt.date.fromisoformat(published) if isinstance(published, str) else published
    except ValueError as error:
        raise InputError(f"'{published}' is no day: write it as 2012-03-12.") from error
    return _pipeline().process(Document.create(text, published=day, title=title))


@cache
def _pipeline() -> Pipeline:
    from incidents.pipeline import Pipeline

    return Pipeline.create()
