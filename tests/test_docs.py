"""What the documents say exists, and what exists is documented."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, get_args

import pytest
import typer
from typer.testing import CliRunner

import gazetteer.cli
import incidents.cli
from incidents.dashboard.state import DATA_PARAM, DataChoice
from incidents.query import (
    ACTOR_CODES,
    BAND_CODES,
    CORROBORATION_CODES,
    EVENT_TYPE_CODES,
    GOVERNORATE_CODES,
    LINK_VERSION,
    PRECISION_CODES,
    REVIEW_CODES,
    SIDE_CODES,
    SUB_EVENT_TYPE_CODES,
    LinkState,
    from_params,
    to_params,
)
from incidents.query.areas import MAP_MODES, MEASURES
from incidents.query.filters import KilledTold, WordsIn, YesNo
from incidents.rules import BestFigure, NumberWords

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
COMMANDS = {"incidents": incidents.cli.app, "gazetteer": gazetteer.cli.app}


def documented() -> str:
    return "\n".join(page.read_text(encoding="utf-8") for page in PAGES)


def command_names(app: typer.Typer) -> set[str]:
    group = typer.main.get_command(app)
    return {name for name, command in group.commands.items() if not command.hidden}  # type: ignore[attr-defined]


@pytest.mark.parametrize("program", COMMANDS)
def test_every_command_is_documented(program: str) -> None:
    text = documented()
    missing = {name for name in command_names(COMMANDS[program]) if f"{program} {name}" not in text}
    assert not missing - {"version"}


@pytest.mark.parametrize("program", COMMANDS)
def test_every_documented_command_exists(program: str) -> None:
    lines = [line for page in PAGES for line in page.read_text(encoding="utf-8").splitlines()]
    named = {
        m[1]
        for line in lines
        if line.startswith("    ") and (m := re.match(rf"\s+{program} ([a-z-]+)", line))
    }
    group = typer.main.get_command(COMMANDS[program])
    assert named
    assert named <= set(group.commands)  # type: ignore[attr-defined]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_and_images_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8"))
    local = [target for target in targets if not target.startswith("http")]
    assert [target for target in local if not (page.parent / target).exists()] == []


def test_every_setting_is_documented() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "incidents").rglob("*.py"))
    settings = set(re.findall(r"\bINCIDENTS_[A-Z_]+\b", code))
    assert settings
    assert {name for name in settings if name not in documented()} == set()


LINK_CODES: dict[str, Iterable[str]] = {
    "type": EVENT_TYPE_CODES, "sub": SUB_EVENT_TYPE_CODES, "gov": GOVERNORATE_CODES, "actor": ACTOR_CODES,
    "accuser": SIDE_CODES, "corr": CORROBORATION_CODES, "prec": PRECISION_CODES, "conf": BAND_CODES,
    "review": REVIEW_CODES, "best": BestFigure, "numbers": NumberWords, "contested": get_args(YesNo),
    "located": get_args(YesNo), "toll": get_args(KilledTold), "qin": get_args(WordsIn), "undated": ("yes", "no"),
    "map": MAP_MODES, "measure": MEASURES, "data": get_args(DataChoice), "v": [str(LINK_VERSION)],
}  # fmt: skip


def link_table() -> dict[str, list[str]]:
    """What docs/formats.md says of each parameter of a link: what it is, its values, its default."""
    text = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8").split("## Links")[1].split("\n## ")[0]
    rows = [line.strip("|").split(" | ") for line in text.splitlines() if line.startswith("| `")]
    return {cells[0].strip(" `"): [cell.strip() for cell in cells[1:]] for cells in rows}


def test_every_parameter_of_a_link_is_documented_with_its_default() -> None:
    defaults = {**to_params(LinkState()), DATA_PARAM: "own"}
    assert {name: cells[2].strip("`") for name, cells in link_table().items()} == defaults


@pytest.mark.parametrize("name", LINK_CODES)
def test_the_values_of_a_link_are_those_documented(name: str) -> None:
    assert re.findall(r"`([^`]+)`", link_table()[name][1]) == [str(code) for code in LINK_CODES[name]]


@pytest.mark.parametrize("name", [*to_params(LinkState())])
def test_a_documented_value_is_read(name: str) -> None:
    """Those in code, and the examples after "as" and "or"; "as `from`" refers to another row."""
    values = link_table()[name][1]
    examples = re.findall(r"`([^`]+)`", values) if not values.startswith("as ") else []
    examples += re.findall(r"\b(?:as|or) ([a-z0-9][^ ,`]*[:,.\-0-9][^ `]*[0-9Z])(?=,? |$|,)", values)
    examples = [example.rstrip(",") for example in examples]
    assert examples or values.startswith("as ")
    for value in examples:
        assert from_params({name: value})[1] == [], value


@pytest.mark.parametrize("marker", ["run", "test"])
def test_the_readme_has_one_command_line_each(marker: str) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    block = readme.split(f"<!-- {marker} -->")[1].split(f"<!-- /{marker} -->")[0]
    assert len([line for line in block.splitlines() if line.strip()]) == 1


def test_the_readme_notebook_lines_run() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    lines = [line[4:] for line in readme.splitlines() if line.startswith("    ")]
    start = lines.index("from incidents.notebook import Incidents, extract")
    code = lines[start : start + 5]
    scope: dict[str, Any] = {}
    exec("\n".join([*code[:2], f"table = {code[2]}", f"page = {code[3]}", f"read = {code[4]}"]), scope)
    assert len(scope["table"]) == len(scope["bombings"]) > 5
    assert "<iframe" in scope["page"]._repr_html_()
    assert scope["read"][0].place.name.startswith("Idlib")


def test_the_readme_python_lines_run() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    lines = [line[4:] for line in readme.splitlines() if line.startswith("    ")]
    start = lines.index("from geopandas.tools import geocode")
    scope: dict[str, object] = {}
    code = lines[start : start + 3]
    exec("\n".join([*code[:-1], f"found = {code[-1]}"]), scope)
    found = scope["found"]
    assert list(found["address"].notna()) == [True, True, True]  # type: ignore[index]


def test_the_readme_shell_lines_work(tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    report.write_text("A car bomb killed nine people in Idlib on Monday, activists said.\n", encoding="utf-8")
    runner = CliRunner()
    env = {**os.environ, "INCIDENTS_DB": str(tmp_path / "store.sqlite")}
    read = runner.invoke(incidents.cli.app, ["extract", str(report), "--published", "2012-03-12"], env=env)
    assert '"killed_low": 9' in read.stdout
    assert runner.invoke(incidents.cli.app, ["ingest", str(tmp_path)], env=env).exit_code == 0
    out = tmp_path / "incidents.geojson"
    export = runner.invoke(incidents.cli.app, ["export", "--format", "geojson", "--out", str(out)], env=env)
    assert export.exit_code == 0, export.output
    assert '"Idlib"' in out.read_text(encoding="utf-8")
