"""The way through the house: imports run one way, and only named modules reach the network or the screen."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# From the top of the house to its foundations; a module may import its own level and what stands below.
LEVELS = (
    {"incidents.dashboard", "incidents.cli", "incidents.cli_reports", "incidents.notebook"},
    {"incidents.cli_common", "incidents.selection"},
    {"incidents.ingest", "incidents.evaluate", "incidents.samples", "incidents.public"},
    {"incidents.pipeline", "incidents.exchange", "incidents.store", "incidents.sources"},
    {"incidents.query", "incidents.frame"},
    {
        "incidents.extract",
        "incidents.group",
        "incidents.derive",
        "incidents.rules",
        "incidents.tolls",
        "incidents.claimants",
        "incidents.copies",
        "incidents.likeness",
        "incidents.link",
        "incidents.review",
        "incidents.missed",
        "incidents.redact",
        "incidents.coverage",
        "incidents.graphic",
    },
    {"incidents.model", "incidents.errors"},
)
NETWORK_MODULES = {
    "urllib.request", "http", "socket", "requests", "httpx", "ftplib", "aiohttp", "dask", "distributed"
}  # fmt: skip
MAY_USE_NETWORK = {
    "gazetteer/download.py",
    "incidents/extract/llm/client.py",
    "incidents/ingest/cluster.py",
    "incidents/sources/web.py",
}
SCREEN = {"streamlit", "folium", "streamlit_folium", "branca", "altair"}
BUILD_A_GAZETTEER = {"incidents/pipeline.py", "incidents/cli.py"}


def modules(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def imports(path: Path) -> set[str]:
    """All modules a file imports, inside functions too, type-checking blocks left out."""
    found = set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing_only = {
        id(child)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for child in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def level_of(module: str) -> int | None:
    for number, names in enumerate(LEVELS):
        if any(module == name or module.startswith(name + ".") for name in names):
            return number
    return None


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", modules("incidents"), ids=relative)
def test_imports_run_downwards(path: Path) -> None:
    own = relative(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    level = level_of(own)
    if own == "incidents":
        assert not any(name.startswith(("incidents.", "gazetteer")) for name in imports(path))
        return
    assert level is not None, f"{own} has no level: add it to LEVELS"
    upward = {name for name in imports(path) if (other := level_of(name)) is not None and other < level}
    assert not upward, f"{own} imports upwards: {sorted(upward)}"


@pytest.mark.parametrize("path", modules("gazetteer"), ids=relative)
def test_the_gazetteer_knows_nothing_of_incidents(path: Path) -> None:
    assert not {name for name in imports(path) if name.split(".")[0] == "incidents"}


@pytest.mark.parametrize("path", modules("incidents", "gazetteer"), ids=relative)
def test_only_named_modules_reach_the_network(path: Path) -> None:
    used = {
        name for name in imports(path) if name.split(".")[0] in NETWORK_MODULES or name in NETWORK_MODULES
    }
    assert not used or relative(path) in MAY_USE_NETWORK, f"{relative(path)} imports {sorted(used)}"


@pytest.mark.parametrize("path", modules("incidents", "gazetteer"), ids=relative)
def test_only_the_dashboard_knows_the_screen(path: Path) -> None:
    used = {name for name in imports(path) if name.split(".")[0] in SCREEN}
    assert not used or relative(path).startswith("incidents/dashboard/"), (
        f"{relative(path)} imports {sorted(used)}"
    )


@pytest.mark.parametrize("path", modules("incidents/extract"), ids=relative)
def test_extraction_never_builds_a_gazetteer(path: Path) -> None:
    """It may know what a place is and how far two points lie apart; the gazetteer itself is handed to it."""
    used = {name for name in imports(path) if name.split(".")[0] == "gazetteer"}
    assert all(name.startswith(("gazetteer.places", "gazetteer.distance")) for name in used), sorted(used)


@pytest.mark.parametrize("path", modules("incidents"), ids=relative)
def test_only_pipeline_command_and_dashboard_build_a_gazetteer(path: Path) -> None:
    builds = "gazetteer.Gazetteer" in imports(path)
    assert (
        not builds or relative(path) in BUILD_A_GAZETTEER or relative(path).startswith("incidents/dashboard/")
    )


def test_the_frame_is_thin() -> None:
    assert len((ROOT / "app.py").read_text(encoding="utf-8").splitlines()) < 20
