"""Read published lists of Syria's places, and a user's own: GeoNames, UN OCHA, CSV or Excel.

One bad row does not spoil a list: it is set aside with its number and the reason, in :attr:`Imported.skipped`, and the
others are kept. A file that is not the list it should be is an :class:`~gazetteer.errors.ImportFileError`. What the
places are joined with, and where they are kept, is :mod:`gazetteer.merge`'s and :mod:`gazetteer.layers`' business.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from gazetteer import tabular
from gazetteer.errors import ImportFileError
from gazetteer.importers.geonames import read_geonames
from gazetteer.importers.model import Format, Imported
from gazetteer.importers.ocha import read_ocha
from gazetteer.importers.own import read_csv
from gazetteer.tabular import shown

__all__ = ["Format", "Imported", "read"]


def read(path: Path, kind: Format, name: str | None = None) -> Imported:
    """Read a file of places.

    Parameters
    ----------
    path
        ``SY.zip`` or ``SY.txt`` of GeoNames; CSV or XLSX for the others.
    kind
        What the file is.
    name
        What to call a user's own list; its file's name if not given. The published lists have their own names.

    Raises
    ------
    ImportFileError
        The file cannot be read as what it should be, or no row of it can be used; one line says what to do.
    """
    readers: dict[str, Callable[[bytes, str], Imported]] = {
        "geonames": read_geonames,
        "ocha": read_ocha,
        "csv": lambda content, file: read_csv(content, file, name or path.stem),
    }
    if kind not in readers:
        raise ImportFileError(f"there is no format '{shown(kind)}'; the formats are {', '.join(readers)}")
    return readers[kind](tabular.read_bytes(path), shown(path.name, 80))
