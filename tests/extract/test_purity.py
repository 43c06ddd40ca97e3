"""Extraction is pure: it imports nothing above it, opens nothing but its word lists, looks at no clock."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import incidents.extract

FOLDER = Path(incidents.extract.__file__).parent
CLIENT = FOLDER / "llm" / "client.py"
MODULES = sorted({*FOLDER.glob("*.py"), *FOLDER.glob("llm/*.py")} - {CLIENT})
"""All but the one that talks to the server of a language model; the readers of Arabic have tests of their own."""
OWN = (
    "incidents",
    "incidents.extract",
    "incidents.model",
    "incidents.errors",
    "gazetteer.places",
    "gazetteer.distance",
)
OUTSIDE = {
    "__future__",
    "calendar",
    "collections",
    "dataclasses",
    "enum",
    "math",
    "datetime",
    "functools",
    "importlib",
    "itertools",
    "json",
    "re",
    "typing",
    "unicodedata",
    "urllib",
}
LIBRARIES = {"spacy", "text_to_num", "yaml"}
ANY_IMPORT = (ast.Import, ast.ImportFrom)


def imported(tree: ast.Module) -> set[str]:
    names = {a.name for node in ast.walk(tree) if isinstance(node, ast.Import) for a in node.names}
    return names | {
        node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module
    }


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_imports_run_downwards(path: Path) -> None:
    for name in imported(ast.parse(path.read_text(encoding="utf-8"))):
        if name.split(".")[0] in {"incidents", "gazetteer"}:
            assert name in OWN or name.startswith("incidents.extract."), name
        else:
            assert name.split(".")[0] in OUTSIDE | LIBRARIES, name


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_no_clock_no_file_no_import_inside_functions(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    called = {
        n.func.attr for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)
    }
    called |= {n.func.id for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}
    assert not called & {"open", "now", "today", "time", "utcnow", "print", "write_text", "urlopen"}
    if path.stem != "words":
        assert "read_text" not in called
    if path.stem != "nlp":  # spaCy takes a second to import; load_model alone waits for it
        functions = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]
        assert not [f.name for f in functions if any(isinstance(n, ANY_IMPORT) for n in ast.walk(f))]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_files_and_functions_stay_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) < 400
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 60, node.name
