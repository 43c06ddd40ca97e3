"""How ``incidents serve`` starts the dashboard: Streamlit's command line with our settings."""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).resolve().parent
CONFIG: Final = FOLDER / "static" / "config.toml"
SCRIPT: Final = FOLDER / "run.py"


def settings() -> dict[str, str]:
    """Read the shipped configuration as Streamlit option names and values (``server.address`` ...)."""
    with CONFIG.open("rb") as file:
        return dict(_flat(tomllib.load(file)))


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        elif isinstance(value, bool):
            yield f"{prefix}{name}", str(value).lower()
        elif isinstance(value, list):
            yield f"{prefix}{name}", json.dumps(value)
        else:
            yield f"{prefix}{name}", str(value)


def command(port: int = 8501, *, headless: bool = False) -> list[str]:
    """Build the command that serves the dashboard on this machine.

    Parameters
    ----------
    port
        Where to listen, on 127.0.0.1.
    headless
        True to open no browser window.

    Returns
    -------
    list of str
        For :func:`subprocess.run`; needs no file in the current folder.
    """
    given = settings() | {"server.port": str(port), "server.headless": str(headless).lower()}
    flags = [f"--{name}={value}" for name, value in given.items()]
    return [sys.executable, "-m", "streamlit", "run", str(SCRIPT), *flags]
