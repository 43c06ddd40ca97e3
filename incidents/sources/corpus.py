"""Where many reports lie: folders, tables, archives and feeds, read one report after another.

What comes out is streamed: of a corpus, however large, one report is in memory. Files come in name order, so that the
same corpus always comes out in the same order.
"""

from __future__ import annotations

import logging
import os
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final

from incidents.errors import InputError
from incidents.sources import kinds, packed, tables, web
from incidents.sources.feeds import entries, looks_like_feed
from incidents.sources.items import Item
from incidents.sources.reading import (
    MAX_PAGE_BYTES,
    Rejected,
    is_address,
    kind_of,
    limit_of,
    unexpected,
)
from incidents.sources.text import file_name
from incidents.sources.web import Fetched

Found = Iterator[Item | Rejected]
_LOGGER: Final = logging.getLogger(__name__)
_KINDS: Final = ".txt, .md, .html, .pdf, .jsonl, .csv, .parquet, .rss, .atom, .xml, .zip, .gz or .zst files"


def _fetch(address: str) -> Fetched:
    return web.fetch(address, feeds=True)


@dataclass(frozen=True, slots=True)
class Corpus:
    """Where reports are to be found."""

    paths: tuple[str | Path, ...]
    """Files, folders and web addresses."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Field of a report -> the column of tables that holds it, where that has another name."""
    follow_links: bool = False
    """Whether the pages that a feed links to are fetched."""
    fetch: Callable[[str], Fetched] = _fetch
    """Gets what lies at a web address."""

    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.stat().st_size for path in self.paths for file in _files(path) if file.is_file())

    def items(self, meter: Meter | None = None) -> Found:
        """The reports, not yet read, and what could not be got at, with the reason."""
        meter = meter or Meter()
        for path in self.paths:
            if is_address(path):
                yield from _safe(str(path), self._address(str(path)))
            elif Path(path).is_dir():
                yield from self._folder(Path(path), meter)
            else:
                yield from self._file(Path(path), meter)

    def _address(self, address: str) -> Found:
        page = self.fetch(address)
        if page.kind == "feed" or (page.kind != "pdf" and looks_like_feed(page.data)):
            yield from self._entries(page.data, address, address)
        else:
            yield Item(address, page.url, page.data, page.kind, page.url)

    def _entries(self, data: bytes, where: str, name: str) -> Found:
        return entries(data, where, name, self.fetch if self.follow_links else None)

    def _folder(self, folder: Path, meter: Meter) -> Found:
        some = False
        for file in _files(folder):
            if kinds.is_corpus(file.name):
                some = True
                yield from self._file(file, meter)
            else:
                yield Rejected(
                    str(file), kinds.refusal(file.name), passed_over=not kinds.may_be_report(file.name)
                )
                meter.next_file(file)
        if not some:
            yield Rejected(str(folder), f"{folder} holds no {_KINDS}: give a folder with reports.")

    def _file(self, path: Path, meter: Meter) -> Found:
        yield from _safe(str(path), self._opened(path, meter))
        meter.next_file(path)

    def _opened(self, path: Path, meter: Meter) -> Found:
        if not kinds.is_corpus(path.name):
            raise InputError(kinds.refusal(path.name))
        try:
            with path.open("rb") as file:
                for item in self._content(file, str(path), path.name, path.stat().st_size):
                    if not file.closed:
                        meter.at(file.tell())
                    yield item
        except FileNotFoundError as error:
            raise InputError(f"There is no file {path}: check the name.") from error
        except OSError as error:
            raise InputError(f"{path} cannot be read ({error.strerror}): check its permissions.") from error

    def _content(self, file: BinaryIO, where: str, name: str, size: int) -> Found:
        suffix = Path(name).suffix.lower()
        if suffix in kinds.STREAM_SUFFIXES:
            with packed.unpacked(file, suffix, size, name) as stream, packed.told(name):
                yield from self._plain(stream, where, Path(name).stem)
        elif suffix in kinds.ZIP_SUFFIXES:
            with packed.told(name), packed.archive(file, name) as archive:
                yield from self._members(archive, where, name, size)
        elif suffix in kinds.PARQUET_SUFFIXES:
            yield from tables.parquet_rows(file, where, name, self.columns)
        else:
            yield from self._plain(file, where, name)

    def _members(self, archive: zipfile.ZipFile, where: str, name: str, size: int) -> Found:
        budget = packed.Budget(size, name)
        for info in packed.members(archive, name):
            inside = file_name(info.filename)
            at, inner = f"{where}/{inside}", Path(inside).name
            if inner.startswith(".") or info.filename.startswith("__MACOSX/"):
                continue
            if Path(inner).suffix.lower() not in kinds.IN_ARCHIVES:
                passed = not kinds.may_be_report(inner)
                yield Rejected(at, f"{name}: {kinds.refusal(inner)}", passed_over=passed)
                continue
            yield from _safe(at, self._member(archive, info, budget, at, inner))

    def _member(
        self, archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: packed.Budget, where: str, name: str
    ) -> Found:
        with packed.member(archive, info, budget, name) as stream:
            yield from self._plain(stream, where, name)

    def _plain(self, stream: BinaryIO, where: str, name: str) -> Found:
        suffix = Path(name).suffix.lower()
        if suffix in kinds.ROW_SUFFIXES:
            yield from tables.json_rows(stream, where, name, self.columns)
        elif suffix in kinds.SHEET_SUFFIXES:
            yield from tables.csv_rows(stream, where, name, self.columns)
        elif suffix in kinds.FEED_SUFFIXES:
            yield from self._entries(stream.read(MAX_PAGE_BYTES), where, name)
        else:
            kind = kind_of(name)
            yield Item(where, name, stream.read(limit_of(kind) + 1), kind)


class Meter:
    """How many bytes of the files are behind us."""

    def __init__(self) -> None:
        self._before = self._in_file = 0

    @property
    def done(self) -> int:
        return self._before + self._in_file

    def at(self, position: int) -> None:
        """Note the place in the file that is being read."""
        self._in_file = max(self._in_file, position)

    def next_file(self, file: Path) -> None:
        """Note that a file is done."""
        self._in_file = 0
        if file.is_file():
            self._before += file.stat().st_size


def _files(path: str | Path) -> Iterator[Path]:
    """The file, or all files of a folder that a person put there, in name order; a folder of links is not entered."""
    if is_address(path):
        return
    root = Path(path)
    if not root.is_dir():
        yield root
        return
    yield from filter(partial(_is_someones, root), _walk(root))


def _is_someones(root: Path, file: Path) -> bool:
    return kinds.is_someones(file, root)


def _walk(folder: Path) -> Iterator[Path]:
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(Path(entry.path))
        elif entry.is_file():
            yield Path(entry.path)


def _safe(where: str, found: Found) -> Found:
    """What is found until something is wrong with it: one file must not cost the others."""
    try:
        yield from found
    except InputError as error:
        yield Rejected(where, str(error))
    except Exception as error:
        _LOGGER.debug("%s", where, exc_info=True)
        yield Rejected(where, unexpected(where, error))


def corpus(paths: Iterable[str | Path], columns: Iterable[str] = (), *, follow_links: bool = False) -> Corpus:
    """A corpus as a command line names it.

    Raises
    ------
    InputError
        A column is not named as it should be.
    """
    return Corpus(tuple(paths), tables.read_columns(list(columns)), follow_links)
