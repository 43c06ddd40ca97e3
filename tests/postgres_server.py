"""A PostgreSQL server of the tests' own: from the system's package, in a temporary folder, on a socket in it."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import psycopg

ROLE: Final = "team"
_QUICK: Final = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")
"""What is in it is thrown away: it need not outlive a power cut."""

_OUTLIVES_NOBODY: Final = ("setpriv", "--pdeathsig", "INT", "--") if shutil.which("setpriv") else ()
"""A test run that is killed takes the server with it, where the system can do that."""


def programs() -> Path | None:
    """The folder of the newest installed server's programs, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    at_hand = shutil.which("initdb")
    return found[-1].parent if found else Path(at_hand).parent if at_hand else None


class Server:
    """Runs while it is entered; reachable through a socket, by those who may read its folder."""

    def __init__(self, bin_folder: Path, settings: Sequence[str] = _QUICK) -> None:
        self._bin, self._settings = bin_folder, tuple(settings)
        # Short: the path of a socket may have a hundred characters.
        self.folder = Path(tempfile.mkdtemp(prefix="pg-"))
        self._numbers = itertools.count()
        self._process: subprocess.Popen[bytes] | None = None
        self._template: str | None = None

    def __enter__(self) -> Self:
        self.own(self.folder)
        options = ("--username", ROLE, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        self.run("initdb", "--pgdata", str(self.data), *options)
        hba = self.data / "pg_hba.conf"
        hba.write_text("local all guarded scram-sha-256\n" + hba.read_text())
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def start(self) -> None:
        settings = [
            f"-c{setting}"
            for setting in ("listen_addresses=", f"unix_socket_directories={self.folder}", *self._settings)
        ]
        command = [*_OUTLIVES_NOBODY, self._bin / "postgres", "-D", self.data, *settings]
        log = (self.folder / "log").open("ab")
        self._process = subprocess.Popen(command, stdout=log, stderr=log, cwd="/", **_as_someone())
        end = time.monotonic() + 30
        while True:
            try:
                self.execute("SELECT 1")
                return
            except psycopg.OperationalError:
                if self._process.poll() is not None or time.monotonic() > end:
                    raise RuntimeError(
                        f"PostgreSQL did not start: {(self.folder / 'log').read_text()}"
                    ) from None
                time.sleep(0.05)

    def stop(self, how: int = signal.SIGINT) -> None:
        """Stop at once, as a server that is restarted under its users; by SIGQUIT as one that crashed."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(30)
            self._process = None

    def url(self, database: str, user: str = ROLE) -> str:
        return f"postgresql://{user}@/{database}?host={self.folder}"

    def execute(self, statement: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        """Run one statement as the owner, and give its rows."""
        with psycopg.connect(
            host=str(self.folder), user=ROLE, dbname=database, autocommit=True
        ) as connection:
            found = connection.execute(statement)  # type: ignore[arg-type]
            return found.fetchall() if found.description else []

    def new_database(self, template: str = "template0", tablespace: str = "pg_default") -> str:
        name = f"t{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template} TABLESPACE {tablespace}")
        return name

    def own(self, folder: Path) -> None:
        """Let the server write into a folder."""
        if os.getuid() == 0:
            os.chown(folder, _someone().pw_uid, _someone().pw_gid)

    def raw(self, database: str) -> bytes:
        """All bytes of a database's files, and of its rows, of which the files hold long ones compressed."""
        self.execute("CHECKPOINT", database)
        number = self.execute("SELECT oid FROM pg_database WHERE datname = current_database()", database)[0][
            0
        ]
        tables = self.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'", database)
        rows = [row for (name,) in tables for row in self.execute(f"SELECT t::text FROM {name} t", database)]
        files = (file.read_bytes() for file in sorted((self.data / "base" / str(number)).iterdir()))
        return b"".join([*files, *(str(row[0]).encode() for row in rows)])

    def drop(self, database: str) -> None:
        self.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")

    def run(self, program: str, *arguments: str, by_tests: bool = False) -> None:
        """Run one of the server's programs; by whoever runs the tests, or by whom the server belongs to."""
        who = {} if by_tests else _as_someone()
        done = subprocess.run([self._bin / program, *arguments], capture_output=True, cwd="/", **who)
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr.decode(errors='replace')}")


def _someone() -> pwd.struct_passwd:
    """Whom the server runs as when the tests run as root, which it refuses."""
    return pwd.getpwnam("nobody")


def _as_someone() -> dict[str, Any]:
    if os.getuid() != 0:
        return {}
    return {"user": _someone().pw_uid, "group": _someone().pw_gid, "extra_groups": []}
