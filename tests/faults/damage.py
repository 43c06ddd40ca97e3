"""A disk that is full, and a store file that is damaged: what a command says, and what it leaves alone."""

from __future__ import annotations

import os
import random
import resource
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from incidents.errors import StoreError
from tests.faults.faults import Outcome, finished
from tests.faults.places import Place, World, ended

SMALL_BYTES: Final = 40_000_000
"""Of the disk that becomes full."""


# --- a full disk ---------------------------------------------------------------------------------------------------


def can_mount() -> bool:
    """Whether a small disk in memory can be made here: root may, in most containers too."""
    if os.getuid() != 0 or shutil.which("mount") is None:
        return False
    with tempfile.TemporaryDirectory() as folder, small_disk(Path(folder)) as made:
        return made


@contextmanager
def small_disk(folder: Path) -> Iterator[bool]:
    """A disk of its own at a folder; False where none can be made."""
    command = ["mount", "-t", "tmpfs", "-o", f"size={SMALL_BYTES},mode=0755", "tmpfs", str(folder)]
    made = subprocess.run(command, capture_output=True, check=False).returncode == 0
    try:
        yield made
    finally:
        if made:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder: Path, left_bytes: int) -> Path:
    """Leave so many bytes on the disk of a folder; gives the file that takes the others."""
    ballast = folder / "ballast"
    free = os.statvfs(folder)
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(1, free.f_bavail * free.f_frsize - left_bytes))
    return ballast


def full_disk(world: World, rng: random.Random, number: int) -> Outcome:
    """A disk that becomes full in the middle of an ingest, and has space again afterwards."""
    _ = world.whole
    room = rng.randrange(100_000, 3_000_000)
    if world.server is None and not can_mount():
        return _file_limit(world, room)
    beside = world.folder if world.server is None else world.server.folder
    with tempfile.TemporaryDirectory(dir=beside) as name, small_disk(folder := Path(name)):
        if world.server is None:
            with world.place(folder) as place:
                return _filled(world, place, folder, room)
        world.server.own(folder)
        space = f"small{number}"
        world.server.execute(f"CREATE TABLESPACE {space} LOCATION '{folder}'")
        try:
            with world.place(tablespace=space) as place:
                return _filled(world, place, folder, room)
        finally:
            world.server.execute(f"DROP TABLESPACE {space}")


def _filled(world: World, place: Place, disk: Path, room: int) -> Outcome:
    ballast = fill(disk, room)
    end = ended(place.ingest(world.corpus))
    opened = _opens(place)
    ballast.unlink()
    made = finished(world, place, end.code != 0, place.shown(end.last), [end])
    return Outcome(made.struck, made.lost, made.doubled, made.told, (*made.wrong, *opened))


def _opens(place: Place) -> list[str]:
    """Whether the store can be read, or says in a line why not."""
    try:
        place.held()
    except StoreError as error:
        return [] if "\n" not in str(error) else [f"more than a line: {error}"]
    return []


def _file_limit(world: World, room: int) -> Outcome:
    """In place of a small disk, where none can be made: no file may become larger."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))

    with world.place() as place:
        end = ended(place.ingest(world.corpus, preexec_fn=limit))
        return finished(world, place, end.code != 0, place.shown(end.last), [end])


# --- a damaged file ------------------------------------------------------------------------------------------------


def _overwritten(content: bytes, rng: random.Random) -> bytes:
    """Some pages of noise in the middle."""
    size = rng.randrange(4_096, len(content) // 3)
    at = rng.randrange(4_096, len(content) - size)
    return content[:at] + rng.randbytes(size) + content[at + size :]


def _changed(content: bytes, rng: random.Random) -> bytes:
    """A few bytes here and there: most within a text, where nobody can see it."""
    made = bytearray(content)
    for _ in range(20):
        at = rng.randrange(100, len(made))
        made[at : at + 4] = rng.randbytes(4)
    return bytes(made[: len(content)])


def _cut(content: bytes, rng: random.Random) -> bytes:
    return content[: rng.randrange(1, len(content) - 4_096)]


def _another(content: bytes, rng: random.Random) -> bytes:
    return rng.choice((rng.randbytes(50_000), b"id,place\n1,Homs\n" * 900, b"PK\x03\x04" + bytes(4_000)))


DAMAGES: Final[tuple[Callable[[bytes, random.Random], bytes], ...]] = (_overwritten, _cut, _another, _changed)


def damaged_file(world: World, rng: random.Random, number: int) -> Outcome:
    """A store whose file was overwritten in the middle, cut short, or is something else."""
    _ = world.whole
    with world.place() as place:
        damaged = DAMAGES[number % len(DAMAGES)](world.whole_file.read_bytes(), rng)
        place.file.write_bytes(damaged)
        wrong, seen = _read_all(place)
        end = ended(place.ingest(world.corpus))
        wrong += end.wrong()
        if end.code and place.file.read_bytes() != damaged:
            wrong.append("the file was changed")
        told = place.shown(end.last if end.code else seen) or "nothing: no command came to what was damaged"
        return Outcome(bool(end.code or seen), told=told, wrong=tuple(wrong))


def _read_all(place: Place) -> tuple[list[str], str]:
    """What is wrong with how a damaged store is read, and what is said of it."""
    try:
        place.held()
    except StoreError as error:
        return ([] if "\n" not in str(error) else ["more than a line"]), f"incidents: {error}"
    except Exception as error:
        return [f"reading ends in {type(error).__name__}: {error}"], ""
    return [], ""
