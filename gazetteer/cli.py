"""The ``gazetteer`` command. Data on standard output, one JSON object a line; complaints on standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from gazetteer.gazetteer import Gazetteer
from gazetteer.places import Context, PlaceKind, Resolution

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)


class UsageError(Exception):
    """What was asked cannot be done; the message is one line and says what to do."""


@app.callback()
def _commands() -> None:
    """Places of Syria: where a name is, how sure that is, and why."""


@app.command()
def lookup(
    name: Annotated[str | None, typer.Argument(help="A place name, in quotes if it has spaces.")] = None,
    governorate: Annotated[
        str | None,
        typer.Option("--in", help="The governorate it lies in; 'Damascus / Rif Dimashq' means either."),
    ] = None,
    near: Annotated[str | None, typer.Option("--near", help="A place close by, or its district.")] = None,
    jsonl: Annotated[
        Path | None,
        typer.Option("--jsonl", help="Rows {doc_id, name, governorate?, nearby?}; '-' is standard input."),
    ] = None,
) -> None:
    """Look up one name, or every row of a JSON-lines file."""
    if (name is None) == (jsonl is None):
        raise UsageError("give a NAME or --jsonl FILE, one of the two")
    rows: Iterator[dict[str, Any]] = (
        _rows(jsonl) if jsonl else iter([{"name": name, "governorate": governorate, "nearby": near}])
    )
    gazetteer = Gazetteer.load()
    if governorate is not None and not gazetteer.governorates([governorate]):
        known = ", ".join(place.name for place in gazetteer.places if place.kind is PlaceKind.GOVERNORATE)
        raise UsageError(f"no governorate is called {governorate[:60]!r}; use one of {known}")
    for row in rows:
        print(json.dumps(answer(gazetteer, row), ensure_ascii=False))


def answer(gazetteer: Gazetteer, row: dict[str, Any]) -> dict[str, Any]:
    """One row looked up; keys as in the command-line contract."""
    governorate, nearby = row.get("governorate"), row.get("nearby")
    context = Context(
        governorates=(governorate,) if isinstance(governorate, str) else (),
        near=nearby if isinstance(nearby, str) else None,
    )
    name = row.get("name")
    found = gazetteer.resolve(name if isinstance(name, str) else "", context)
    return {"doc_id": row.get("doc_id"), "name": name} | record(found)


def record(found: Resolution) -> dict[str, Any]:
    """A resolution as plain values, ready for JSON."""
    return {
        "place_id": found.place.place_id if found.place else None,
        "lat": found.lat,
        "lon": found.lon,
        "radius_km": found.radius_km,
        "precision": found.precision,
        "score": found.score,
        "reason": found.reason,
        "candidates": [
            {
                "place_id": candidate.place.place_id,
                "name": candidate.place.name,
                "governorate": candidate.place.governorate,
                "lat": candidate.place.lat,
                "lon": candidate.place.lon,
                "score": candidate.score,
                "reason": candidate.reason,
            }
            for candidate in found.candidates
        ],
    }


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    try:
        text = sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}; check the path") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not UTF-8 text; save it as UTF-8 JSON lines") from error
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield _row(line, f"{path}, line {number}")


def _row(line: str, where: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{where} is not JSON; each line must be an object with doc_id and name") from error
    if not isinstance(row, dict) or not isinstance(row.get("name"), str):
        raise UsageError(f"{where} has no name; each line must be an object with doc_id and name")
    return row


def main() -> None:
    """Entry point of the ``gazetteer`` command."""
    try:
        app(standalone_mode=True)
    except UsageError as error:
        print(f"gazetteer: {error}", file=sys.stderr)
        raise SystemExit(2) from None
    except BrokenPipeError:
        sys.stderr.close()
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
