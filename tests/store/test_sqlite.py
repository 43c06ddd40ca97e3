"""An SQLite file: its log beside it, private as it is, and media that nothing can be written to."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from incidents.store import Store
from tests.factories import make_result

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(os.name != "posix", reason="permissions are those of POSIX")


def test_the_log_beside_the_file_is_as_private_as_the_file(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        store = Store.open(tmp_path / "incidents.sqlite")
        store.add(make_result())
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()}
    finally:
        os.umask(before)
    assert modes == {f"incidents.sqlite{end}": 0o600 for end in ("", "-wal", "-shm")}
    store.close()
    assert [file.name for file in tmp_path.iterdir()] == ["incidents.sqlite"], (
        "all of it is in one file again"
    )


@pytest.fixture
def shelf() -> Iterator[Path]:
    """A folder that nothing can be written to, with a store in it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = Store.open(folder / "incidents.sqlite")
        store.add(make_result())
        store.close()
        (folder / "incidents.sqlite").chmod(0o444)
        folder.chmod(0o555)
        yield folder
        folder.chmod(0o755)


def test_a_store_on_read_only_media_is_read(shelf: Path) -> None:
    script = (
        "import os\n"
        "from incidents.store import Store\n"
        "from incidents.errors import StoreError\n"
        "from tests.factories import make_result, TEXT\n"
        "new = make_result(TEXT + ' New.')\n"
        "if os.getuid() == 0:\n"  # who may write anywhere; given up once all is read that another may not read
        "    os.setgroups([]), os.setgid(65534), os.setuid(65534)\n"
        f"store = Store.open({str(shelf / 'incidents.sqlite')!r})\n"
        "print(len(store.incidents()))\n"
        "try: store.add(new)\n"
        "except StoreError as error: print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    count, said = done.stdout.splitlines()
    assert count == "2"
    assert "may not be written to" in said
    assert [file.name for file in shelf.iterdir()] == ["incidents.sqlite"]
