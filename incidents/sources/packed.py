"""Packed files, unpacked as a stream with bounds: none of them may fill memory or disk, or go on without end."""

from __future__ import annotations

import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, Final

from incidents.errors import UnreadableReport

MOST_TIMES: Final = 200
"""How many times its size a packed file may unpack to: news in JSON packs to a fifth, the same story again and again
to a fiftieth."""
FREE_BYTES: Final = 50_000_000
"""What it may unpack to in any case."""
MOST_MEMBERS: Final = 1_000_000

_FAULTS: Final = (EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, NotImplementedError, OSError)


class Budget:
    """How many bytes may still come out of a packed file."""

    def __init__(self, packed_bytes: int, name: str) -> None:
        self._left = FREE_BYTES + MOST_TIMES * packed_bytes
        self._name = name

    def spend(self, count: int) -> None:
        """Count bytes that came out.

        Raises
        ------
        UnreadableReport
            They are too many.
        """
        self._left -= count
        if self._left < 0:
            raise UnreadableReport(
                f"{self._name} unpacks to more than {MOST_TIMES} times its size, as no list of reports does: unpack it "
                "yourself if you trust it, and give the files in it."
            )


class Borrowed(io.RawIOBase):
    """Another's stream, which stays open; what comes out of it may be counted."""

    def __init__(self, stream: BinaryIO, budget: Budget | None = None) -> None:
        self._stream, self._budget = stream, budget

    @classmethod
    def reader(cls, stream: BinaryIO, budget: Budget | None = None) -> io.BufferedReader:
        return io.BufferedReader(cls(stream, budget), 65_536)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        room = memoryview(buffer)
        data = self._stream.read(len(room))
        room[: len(data)] = data
        if self._budget:
            self._budget.spend(len(data))
        return len(data)


@contextmanager
def unpacked(file: BinaryIO, suffix: str, size: int, name: str) -> Iterator[BinaryIO]:
    """The content of a ``.gz`` or ``.zst`` file.

    Raises
    ------
    UnreadableReport
        It is damaged, or unpacks without end.
    """
    with told(name):
        if suffix == ".gz":
            stream: BinaryIO = gzip.GzipFile(fileobj=file)  # type: ignore[assignment]
        else:
            import pyarrow as pa

            stream = pa.CompressedInputStream(pa.PythonFile(file, mode="r"), "zstd")
        yield Borrowed.reader(stream, Budget(size, name))


@contextmanager
def told(name: str) -> Iterator[None]:
    """Make one line of what can be wrong with a packed file."""
    try:
        yield
    except UnreadableReport:
        raise
    except _FAULTS as error:
        raise _damaged(name) from error


def _damaged(name: str) -> UnreadableReport:
    return UnreadableReport(
        f"{name} is damaged, or not packed as its name says: get it anew, or unpack it and give the files in it."
    )


def archive(file: BinaryIO, name: str) -> zipfile.ZipFile:
    """A zip archive.

    Raises
    ------
    UnreadableReport
        It is damaged.
    """
    try:
        return zipfile.ZipFile(file)
    # Whatever a damaged header causes comes through: struct.error, OverflowError, UnicodeDecodeError ...
    except Exception as error:
        raise _damaged(name) from error


def members(archive: zipfile.ZipFile, name: str) -> list[zipfile.ZipInfo]:
    """The files in a zip archive, in name order.

    Raises
    ------
    UnreadableReport
        They are too many.
    """
    # Not is_dir(), which fails on a member without a name.
    found = [info for info in archive.infolist() if not info.filename.endswith("/")]
    if len(found) > MOST_MEMBERS:
        raise UnreadableReport(f"{name} holds more than {MOST_MEMBERS:,} files: split it.")
    return sorted(found, key=lambda info: info.filename)


@contextmanager
def member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget, name: str) -> Iterator[BinaryIO]:
    """One file in a zip archive.

    Raises
    ------
    UnreadableReport
        It is locked, damaged, or unpacks without end.
    """
    if info.flag_bits & 1:
        raise UnreadableReport(f"{name} is locked with a password: unpack it and give the files in it.")
    try:
        opened = archive.open(info)
    except Exception as error:  # as for the whole archive
        raise _damaged(name) from error
    with told(name), opened as stream:
        yield Borrowed.reader(stream, budget)  # type: ignore[arg-type]
