"""The page of measurements, ``docs/benchmarks.md``: a section for each benchmark, replaced whenever it is run again."""

from __future__ import annotations

import datetime as dt
import io
import os
import platform
import re
from pathlib import Path
from typing import Final, TextIO

PAGE: Final = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"
_TITLE: Final = """# Measurements

Each section is written by the command in it, run with `--write`. The machine's load (1 minute) stands beside: above the
number of cores others were at work too, and times are longer than on a quiet machine.
"""
_SECTION: Final = re.compile(r"^<!-- (\w+) -->\n.*?^<!-- /\1 -->\n", re.MULTILINE | re.DOTALL)


class Tee(io.StringIO):
    """Keeps what is printed and passes it on."""

    def __init__(self, beside: TextIO) -> None:
        super().__init__()
        self.beside = beside

    def write(self, text: str) -> int:
        self.beside.write(text)
        return super().write(text)

    def flush(self) -> None:
        self.beside.flush()


def machine() -> str:
    """Name the machine, the moment and the load, in one line."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    return (
        f"{platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GB, Python {platform.python_version()}; "
        f"{dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M} UTC, load {os.getloadavg()[0]:.1f}"
    )


def section(about: str, command: str, printed: str) -> str:
    """Build a section: what is measured, the command, the machine, and what it printed.

    Parameters
    ----------
    about
        What is measured, the heading.
    command
        As it was run.
    printed
        Markdown is kept as it is; lines that are not are set as they were printed.
    """
    text = printed.strip("\n")
    body = text if "|---" in text else f"```\n{text}\n```"
    return f"## {about[0].upper()}{about[1:]}\n\n`{command}` ({machine()})\n\n{body}\n"


def rows_of(page: str, name: str) -> list[dict[str, str]]:
    """Read the rows of all tables in a section, each by the headings of its table.

    Raises
    ------
    LookupError
        There is no such section: it names the command that writes it.
    """
    found = next((one[0] for one in _SECTION.finditer(page) if one[1] == name), None)
    if found is None:
        raise LookupError(
            f"docs/benchmarks.md has no such figures yet: run `python -m benchmarks {name} --write`"
        )
    made: list[dict[str, str]] = []
    headings: list[str] = []
    for line in found.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")] if line.startswith("|") else []
        if not cells:
            headings = []
        elif not headings:
            headings = cells
        elif set(line) - set("|-: "):
            made.append(dict(zip(headings, cells, strict=False)))
    return made


def with_section(page: str, name: str, text: str) -> str:
    """Put a section into the page, in place of the one of that name; sections stay in the order of their names."""
    kept = {found[1]: found[0] for found in _SECTION.finditer(page)}
    kept[name] = f"<!-- {name} -->\n{text}<!-- /{name} -->\n"
    return "\n".join([_TITLE, *(kept[key] for key in sorted(kept))])
