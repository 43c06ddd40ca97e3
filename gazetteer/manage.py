"""Bring lists of places in and say what they added: what the command and the dashboard both do."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from gazetteer import importers, layers, user_places
from gazetteer.download import download, geonames_url
from gazetteer.errors import ImportFileError
from gazetteer.gazetteer import Gazetteer
from gazetteer.importers import Format
from gazetteer.layers import LayerInfo
from gazetteer.places import Place

Progress = Callable[[int, int | None], None]


@dataclass(frozen=True, slots=True)
class Report:
    """What an import did."""

    info: LayerInfo
    joined: int
    """Records that were joined with a place known before."""
    new: int
    skipped: tuple[str, ...]
    """Rows that could not be used, each with the reason."""
    total: int
    """Places known now."""

    def sentence(self) -> str:
        """One line for people."""
        return (
            f"{self.info.title}: {self.info.n_places:,} places read; {self.joined:,} were known before and are joined "
            f"with what is there, {self.new:,} are new; {self.total:,} places are known now"
        )


def import_file(path: Path, kind: Format, name: str | None = None) -> Report:
    """Read a file and keep it as a layer, in place of an earlier import of the same list.

    Raises
    ------
    ImportFileError
        The file cannot be used; nothing was changed.
    LayerError
        The data folder cannot be written, or a layer there is damaged.
    """
    found = importers.read(path, kind, name)
    info = layers.save(found, path.name)
    # Loading builds the index, so that the next command need not.
    return _report(info, found.places, found.skipped, Gazetteer.load())


def update(progress: Progress | None = None) -> Report:
    """Download GeoNames' list of Syria and import it.

    Raises
    ------
    DownloadError
        The file did not arrive whole; nothing was changed.
    ImportFileError, LayerError
        As :func:`import_file`.
    """
    with tempfile.TemporaryDirectory(prefix="syria-gazetteer-") as folder:
        return import_file(download(geonames_url(), Path(folder), progress=progress), "geonames")


def share_in(content: bytes) -> tuple[int, int]:
    """Join a colleague's file of places added by hand with one's own.

    Returns
    -------
    tuple of int
        How many entries are new or newer, and how many entries there are now.

    Raises
    ------
    ImportFileError, LayerError
        The file is not one, or one's own cannot be written; nothing was changed.
    """
    own = user_places.load()
    both = own.joined(user_places.parse(content))
    if both is not own:
        user_places.save(both)
    changed = len(set(both.entries) - set(own.entries))
    return changed, len(both.live)


def share_in_file(path: Path) -> tuple[int, int]:
    """As :func:`share_in`, from a file."""
    try:
        return share_in(path.read_bytes())
    except ImportFileError as error:
        raise ImportFileError(f"{path.name}: {error}") from error
    except IsADirectoryError:
        raise ImportFileError(f"{path} is a folder; give the file itself") from None
    except FileNotFoundError:
        raise ImportFileError(f"there is no file {path}; check the path") from None


def _report(info: LayerInfo, places: Iterable[Place], skipped: tuple[str, ...], known: Gazetteer) -> Report:
    ids = {place.place_id for place in places}
    new = sum(
        not place.notable and place.place_id in ids and set(place.provenance) <= ids for place in known.places
    )
    return Report(info, info.n_places - new, new, skipped, len(known.places))
