"""Coverage-guided fuzzing of everything that takes words and files from outside.

From the project folder::

    pip install -e '.[fuzz]'
    python -m benchmarks fuzz [--target links,report,...] [--seconds 180] [--corpus FOLDER]

Each target (``tests/fuzz/targets.py``) is given inputs that Atheris makes from what reached new code before, so many
seconds long, in a process of its own. It must read them or refuse them with an error of ours; whatever else it raises,
and what takes longer than 30 seconds or 4 GB, is kept once for each place it is raised at, as a file under
``tests/data/fuzz/TARGET``, which the tests give to the target from then on. With ``--corpus`` what reached new code is
kept too, and the next run goes on from there.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import importlib
import importlib.util
import os
import re
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_ROOT: Final = Path(__file__).resolve().parents[1]
KEPT: Final = _ROOT / "tests" / "data" / "fuzz"
TARGETS: Final = ("links", "report", "geojson", "csv", "acled", "ged", "mapping", "feed", "packed", "html")
INSTALL: Final = "Fuzzing needs Atheris, which is not installed: pip install 'syria-incidents[fuzz]'"
LONGEST_S: Final = 30
"""An input that takes longer is a finding."""
MOST_MB: Final = 4_096
_MOST_FINDINGS: Final = 20
"""Kept in one run: more are mostly one fault seen from many sides."""
_STARTING_S: Final = 300
_OURS: Final = ("incidents", "gazetteer", "tests")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of fuzzing one target."""

    target: str
    seconds: float
    executions: int
    found: tuple[Path, ...]

    def row(self) -> str:
        """A row of the table."""
        rate = self.executions / max(self.seconds, 0.001)
        names = ", ".join(f"`{path.name}`" for path in self.found)
        return (
            f"| {self.target} | {self.seconds:.0f} | {self.executions:,} | {rate:,.0f} | {names or 'none'} |"
        )


# --- one process, with Atheris -------------------------------------------------------------------------------------


class Keeper:
    """Calls a target, and keeps what is a finding, once for each place that raises."""

    def __init__(self, check: Callable[[bytes], None], folder: Path) -> None:
        self._check, self._folder = check, folder
        self._seen: set[str] = set()

    def __call__(self, data: bytes) -> None:
        try:
            self._check(data)
        except Exception as error:
            place = signature(error)
            if place not in self._seen and len(self._seen) < _MOST_FINDINGS:
                self._seen.add(place)
                self.keep(data, place)

    def keep(self, data: bytes, place: str) -> None:
        """Write it down under a name of its content, and say where it failed."""
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"found-{hashlib.sha256(data).hexdigest()[:12]}"
        path.write_bytes(data)
        print(f"found {path}: {place}", file=sys.stderr, flush=True)
        traceback.print_exc()


def signature(error: BaseException) -> str:
    """Where an error comes from: its kind, of what must hold the words, and the last lines of ours on the way."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if _is_ours(f.filename)]
    where = " < ".join(f"{Path(f.filename).name}:{f.lineno}" for f in reversed(frames[-4:]))
    said = re.sub(r"[0-9'\"].*", "", str(error))[:60] if where.startswith("targets.py") else ""
    return f"{type(error).__name__} {said} at {where}"


def _is_ours(file: str) -> bool:
    with contextlib.suppress(ValueError):
        return Path(file).relative_to(_ROOT).parts[0] in _OURS
    return False


def _work(target: str, folder: str, corpus: str, seconds: int) -> None:
    import atheris

    with atheris.instrument_imports(include=["incidents", "gazetteer", "feedparser"]):
        targets = importlib.import_module("tests.fuzz.targets")
    chosen = targets.TARGETS[target]
    for number, seed in enumerate(chosen.seeds()):
        (Path(corpus) / f"seed-{number}").write_bytes(seed)
        chosen.check(seed)  # loads what is loaded late
    kept = Path(folder)
    options = [
        f"-max_total_time={seconds}",
        f"-timeout={LONGEST_S}",
        f"-rss_limit_mb={MOST_MB}",
        f"-max_len={chosen.longest}",
        f"-artifact_prefix={kept}{os.sep}",
        f"-report_slow_units={LONGEST_S}",
        "-print_final_stats=1",
        corpus,
    ]
    atheris.Setup([sys.argv[0], *options], Keeper(chosen.check, kept))
    print("begun", file=sys.stderr, flush=True)
    atheris.Fuzz()


# --- the command ---------------------------------------------------------------------------------------------------


def fuzz(target: str, seconds: int, corpus: Path) -> Outcome:
    """Fuzz one target for so long, starting again after an input that ended the process."""
    corpus.mkdir(parents=True, exist_ok=True)
    folder = KEPT / target
    before = set(folder.glob("*"))
    executions, spent = 0, 0.0
    while seconds - spent >= 1:
        count, took, ended_well = _once(target, int(seconds - spent), corpus, folder)
        executions, spent = executions + count, spent + took
        if not ended_well and took < 1:
            break  # it fails at once: going on would not end
    found = tuple(sorted(set(folder.glob("*")) - before))
    return Outcome(target, spent, executions, found)


def _once(target: str, seconds: int, corpus: Path, folder: Path) -> tuple[int, float, bool]:
    """One process: how many inputs it took, in what time, and whether it came to its end."""
    folder.mkdir(parents=True, exist_ok=True)
    command = [
        sys.executable,
        "-m",
        "benchmarks.fuzz",
        "--work",
        target,
        str(folder),
        str(corpus),
        str(seconds),
    ]
    with tempfile.TemporaryDirectory() as home:
        env = os.environ | {"XDG_DATA_HOME": home, "PYTHONPATH": str(_ROOT)}
        running = subprocess.Popen(
            command, cwd=_ROOT, env=env, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL
        )
        assert running.stderr is not None
        begun, count, told = time.monotonic(), 0, []
        for raw in running.stderr:
            line = raw.decode(errors="replace").rstrip()
            if line == "begun":
                begun = time.monotonic()
            if match := re.match(r"#(\d+)\s|stat::number_of_executed_units:\s*(\d+)", line):
                count = max(count, int(match[1] or match[2]))
            elif line.startswith("found "):
                print(line, file=sys.stderr, flush=True)
            told.append(line)
            del told[:-30]
        code = running.wait(seconds + _STARTING_S)
    if code:
        print("\n".join(told), file=sys.stderr)
    with contextlib.suppress(OSError):
        folder.rmdir()  # where nothing was found
    return count, time.monotonic() - begun, code == 0


def main(arguments: list[str]) -> int:
    """Fuzz and print a table; exit code 1 when something was found."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks fuzz", description=__doc__.splitlines()[0])
    parser.add_argument(
        "--target", default="", help=f"of {', '.join(TARGETS)}; several with commas; all by default"
    )
    parser.add_argument("--seconds", type=int, default=180, help="for each target")
    parser.add_argument(
        "--corpus", type=Path, help="a folder to keep what reached new code in, and to go on from"
    )
    parser.add_argument("--work", nargs=4, help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.work:
        target, folder, corpus, seconds = given.work
        _work(target, folder, corpus, int(seconds))
        return 0
    wanted = [name for name in given.target.split(",") if name] or list(TARGETS)
    unknown = [name for name in wanted if name not in TARGETS]
    if unknown:
        print(f"There is no target '{unknown[0]}': choose of {', '.join(TARGETS)}.", file=sys.stderr)
        return 2
    if importlib.util.find_spec("atheris") is None:
        print(INSTALL, file=sys.stderr)
        return 2
    print("| target | seconds | executions | a second | findings |\n|---|---:|---:|---:|---|", flush=True)
    found = 0
    with tempfile.TemporaryDirectory() as scratch:
        for name in wanted:
            outcome = fuzz(name, given.seconds, (given.corpus or Path(scratch)) / name)
            print(outcome.row(), flush=True)
            found += len(outcome.found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
