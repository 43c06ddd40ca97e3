"""The ``gazetteer`` command. Data on standard output, one JSON object a line; complaints on standard error."""

from __future__ import annotations

import csv
import datetime as dt
import json
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, cast

import typer

from gazetteer import layers, user_places
from gazetteer.errors import GazetteerError
from gazetteer.gazetteer import Gazetteer
from gazetteer.places import Context, PlaceKind, Resolution
from gazetteer.resolve import HIGH, MEDIUM

if TYPE_CHECKING:
    from gazetteer.importers import Format
    from gazetteer.manage import Report

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)


SHOWN_ROWS: Final = 10
"""Rows left out that are shown after an import; ``--skipped`` writes them all."""


class UsageError(GazetteerError):
    """What was asked cannot be done; the message is one line and says what to do."""


class ImportFormat(StrEnum):
    """What a file to import is."""

    GEONAMES = "geonames"
    OCHA = "ocha"
    CSV = "csv"
    USER = "user"


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
    table: Annotated[
        Path | None,
        typer.Option("--csv", help="A CSV or XLSX with columns name, governorate?, nearby?; answers in CSV."),
    ] = None,
) -> None:
    """Look up one name, every row of a JSON-lines file, or every row of a table."""
    if sum(given is not None for given in (name, jsonl, table)) != 1:
        raise UsageError("give a NAME, --jsonl FILE or --csv FILE, one of the three")
    if table is not None:
        _look_up_table(table)
        return
    rows: Iterator[dict[str, Any]] = (
        _rows(jsonl) if jsonl else iter([{"name": name, "governorate": governorate, "nearby": near}])
    )
    gazetteer = Gazetteer.load()
    if governorate is not None and not gazetteer.governorates([governorate]):
        known = ", ".join(place.name for place in gazetteer.places if place.kind is PlaceKind.GOVERNORATE)
        raise UsageError(f"no governorate is called {governorate[:60]!r}; use one of {known}")
    for row in rows:
        print(json.dumps(answer(gazetteer, row), ensure_ascii=False))


TABLE_COLUMNS: Final = {
    "name": ("name", "place", "place_name"),
    "governorate": ("governorate", "admin1", "province"),
    "nearby": ("nearby", "near", "district"),
}
"""Of a table to look up -> what its headings may be."""
ANSWERED: Final = (
    "place_id",
    "place",
    "of",
    "lat",
    "lon",
    "radius_km",
    "precision",
    "score",
    "sure",
    "reason",
)


def _look_up_table(path: Path) -> None:
    """Answer a table with a table, which a spreadsheet opens: one line for each row that has a name."""
    from gazetteer import tabular

    shown = tabular.shown(path.name, 80)
    read = tabular.read_table(tabular.read_bytes(path), shown, TABLE_COLUMNS, ("name",))
    gazetteer = Gazetteer.load()
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow((*TABLE_COLUMNS, *ANSWERED))
    for _, row in read.rows:
        asked = [row.get(column, "") for column in TABLE_COLUMNS]
        context = Context(governorates=(asked[1],) if asked[1] else (), near=asked[2] or None)
        writer.writerow(map(_for_spreadsheet, (*asked, *_cells(gazetteer.resolve(asked[0], context)))))


def _cells(found: Resolution) -> tuple[Any, ...]:
    sure = "high" if found.score >= HIGH else "medium" if found.score >= MEDIUM else "no place chosen"
    place = found.place
    return (
        place and place.place_id,
        place and place.name,
        place and place.governorate,
        found.lat,
        found.lon,
        found.radius_km,
        found.precision,
        found.score,
        sure if found.lat is not None else "no place chosen",
        found.reason,
    )


def _for_spreadsheet(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t"} else value


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="SY.zip of GeoNames; OCHA's list or your own as CSV or XLSX.")],
    kind: Annotated[
        ImportFormat,
        typer.Option(
            "--format", help="What the file is; 'user' is a colleague's file of places added by hand."
        ),
    ],
    name: Annotated[
        str | None, typer.Option("--name", help="What to call your own list; its file's name if not given.")
    ] = None,
    skipped: Annotated[
        Path | None, typer.Option("--skipped", help="Write the rows that could not be used, with reasons.")
    ] = None,
) -> None:
    """Add a list of places, in place of an earlier import of the same list."""
    from gazetteer import manage  # the readers of files and the network are not needed to look a name up

    if kind is ImportFormat.USER:
        changed, total = manage.share_in_file(file)
        _say(
            f"{changed:,} entries are new or newer; {total:,} places and spellings added by hand are known now"
        )
        return
    _tell(manage.import_file(file, cast("Format", kind.value), name), skipped)


@app.command()
def update() -> None:
    """Download the places of Syria from GeoNames and import them."""
    from gazetteer import manage
    from gazetteer.download import geonames_url

    _say(f"Downloading {geonames_url()} ...")
    _tell(manage.update(), None)


@app.command("layers")
def layers_(
    left_out: Annotated[
        str | None,
        typer.Option(
            "--left-out", help="Name of a layer: list the rows of it that could not be used, with reasons."
        ),
    ] = None,
) -> None:
    """List what was imported and added by hand, one JSON object a line."""
    if left_out is not None:
        print("".join(f"{line}\n" for line in layers.load(left_out).left_out), end="")
        return
    for info in layers.listed():
        row = {
            "name": info.name,
            "title": info.title,
            "places": info.n_places,
            "left_out": info.n_skipped,
            "source": info.source,
            "licence": info.licence,
            "file": info.file,
            "imported_at": info.imported_at.isoformat(),
            "sha256": info.digest,
        }
        print(json.dumps(row, ensure_ascii=False))
    user = user_places.load()
    if not user.revision and not layers.listed():
        _say("nothing is imported or added yet; 'gazetteer update' adds the villages of GeoNames")
    if user.revision:
        row = {
            "name": "user",
            "title": "Added by hand",
            "places": len(user.live),
            "revision": user.revision,
            "file": str(user_places.path()),
        }
        print(json.dumps(row, ensure_ascii=False))


@app.command()
def remove(
    name: Annotated[str, typer.Argument(help="The layer, as 'gazetteer layers' names it, or a 'user:' id.")],
) -> None:
    """Remove an imported list, or take back a place or spelling added by hand."""
    if name.startswith("user:"):
        now = dt.datetime.now(dt.UTC)
        user_places.save(user_places.load().without(name, now=now))
    else:
        layers.remove(name)
    _say(f"removed {name}")


def _tell(report: Report, skipped: Path | None) -> None:
    _say(report.sentence())
    for line in report.skipped[:SHOWN_ROWS]:
        _say(f"  left out: {line}")
    more = len(report.skipped) - SHOWN_ROWS
    if more > 0:
        _say(f"  left out: {more:,} more; 'gazetteer layers --left-out {report.info.name}' lists them all")
    if skipped is not None:
        try:
            skipped.write_text("".join(f"{line}\n" for line in report.skipped), encoding="utf-8")
        except OSError as error:
            raise UsageError(
                f"the import is done, but {skipped} cannot be written: {error.strerror}"
            ) from error


def _say(line: str) -> None:
    print(line, file=sys.stderr)


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
        "area": {"place_id": found.area.place_id, "name": found.area.name} if found.area else None,
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
    except GazetteerError as error:
        print(f"gazetteer: {' '.join(str(error).split())}", file=sys.stderr)
        raise SystemExit(2) from None
    except BrokenPipeError:
        sys.stderr.close()
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
