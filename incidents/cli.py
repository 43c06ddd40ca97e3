"""The ``incidents`` command. Thin: data go to stdout, progress to stderr, an error is one line that says what to do."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from incidents.cli_common import OPENED, Database, closed_after, open_store, say
from incidents.cli_reports import add_commands
from incidents.errors import IncidentsError, InputError

if TYPE_CHECKING:  # these are slow to load, and `incidents --help` needs none of them
    from incidents.exchange.mapping import ColumnMap
    from incidents.extract.llm.settings import Settings
    from incidents.pipeline import Pipeline

app = typer.Typer(
    help="From news reports about the war in Syria to incidents on a map.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)

Published = Annotated[
    str | None,
    typer.Option(metavar="DATE", help="Publication date of reports that do not give one: 2012-03-12."),
]
Out = Annotated[Path | None, typer.Option(metavar="FILE", help="Where to write; otherwise to stdout.")]
Paths = Annotated[
    list[str],
    typer.Argument(
        metavar="PATH|URL...",
        help="Reports: .txt, .md, .html, .pdf files; tables (.jsonl, .csv, .parquet); RSS and Atom feeds; .zip, .gz "
        "and .zst of these; folders; or web addresses, which are fetched.",
    ),
]


class Format(StrEnum):
    GEOJSON = "geojson"
    CSV = "csv"
    ACLED = "acled"
    GPKG = "gpkg"
    HTML = "html"
    XLSX = "xlsx"
    GED = "ged"
    KML = "kml"
    GEOPARQUET = "geoparquet"
    HXL = "hxl"
    PLOVER = "plover"


class Source(StrEnum):
    ACLED = "acled"
    GED = "ged"
    GEOJSON = "geojson"
    CSV = "csv"


class Back(StrEnum):
    RULES = "rules"
    LLM = "llm"


By = Annotated[
    Back,
    typer.Option("--extractor", help="What reads the reports: the rules here, or a language model you name."),
]
ModelUrl = Annotated[
    str | None,
    typer.Option(
        "--llm-url",
        metavar="URL",
        help="With --extractor llm: the server that the text is sent to; otherwise INCIDENTS_LLM_URL.",
    ),
]
ModelName = Annotated[
    str | None,
    typer.Option("--llm-model", metavar="NAME", help="Its model; otherwise INCIDENTS_LLM_MODEL."),
]
ModelTimeout = Annotated[
    float | None,
    typer.Option("--llm-timeout", metavar="SECONDS", help="Longest for a part of a report; otherwise 120."),
]


@contextmanager
def _output(path: Path | None) -> Iterator[BinaryIO]:
    if path is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    from incidents.exchange.files import replacing

    with replacing(path) as file:
        yield file


def _published(text: str | None) -> dt.date | None:
    from incidents.sources import not_in_future, parse_date

    return not_in_future(parse_date(text), dt.date.today()) if text else None


def _pipeline(llm: Settings | None = None) -> Pipeline:
    from incidents.pipeline import Pipeline

    say("Loading the language model and the gazetteer ...")
    return Pipeline.create(llm=llm)


def _loader(by: Back, url: str | None, model: str | None, timeout_s: float | None) -> Callable[[], Pipeline]:
    """What loads the pipeline that is asked for, with settings that are checked already."""
    settings = _llm(by, url, model, timeout_s)
    return lambda: _pipeline(settings) if settings else _pipeline()


def _llm(by: Back, url: str | None, model: str | None, timeout_s: float | None) -> Settings | None:
    """The language model that is asked for, if there is one."""
    from incidents.extract.llm.settings import TIMEOUT_S, read_settings

    if by is Back.RULES:
        if (url, model, timeout_s) != (None, None, None):
            raise InputError("--llm-url, --llm-model and --llm-timeout need --extractor llm: add it.")
        return None
    settings = read_settings(
        os.environ, url=url, model=model, timeout_s=TIMEOUT_S if timeout_s is None else timeout_s
    )
    say(f"The text of the reports is sent to {settings.host}.")
    return settings


@app.command()
def extract(
    files: Paths,
    published: Published = None,
    out: Out = None,
    by: By = Back.RULES,
    llm_url: ModelUrl = None,
    llm_model: ModelName = None,
    llm_timeout: ModelTimeout = None,
) -> None:
    """Write the incidents of each report as one line of JSON."""
    from incidents.exchange.extract_json import document_record
    from incidents.ingest import attempt, collect
    from incidents.sources import Rejected

    load = _loader(by, llm_url, llm_model, llm_timeout)
    day = _published(published)
    failures, pipeline = 0, None
    with _output(out) as target:
        for report in collect(files, day):
            if isinstance(report, Rejected):
                failures += not report.passed_over
                say(f"incidents: {report.reason}")
                continue
            pipeline = pipeline or load()
            result = attempt(pipeline, report)
            if isinstance(result, Rejected):
                failures += 1
                say(f"incidents: {result.reason}")
                continue
            record = document_record(result)
            for warning in record["warnings"]:
                say(f"{record['doc_id']}: {warning}")
            target.write(json.dumps(record, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
            target.flush()
    if failures:
        raise typer.Exit(1)


@app.command()
def ingest(
    paths: Paths,
    published: Published = None,
    db: Database = None,
    workers: Annotated[
        int, typer.Option(min=1, max=256, help="Processes that read at the same time, some 300 MB each.")
    ] = 1,
    dask: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS", help="Read on the workers of this Dask scheduler: tcp://127.0.0.1:8786."
        ),
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(metavar="FIELD=NAME", help="Of tables: the column that holds it, --column text=body."),
    ] = None,
    follow_links: Annotated[
        bool,
        typer.Option("--follow-links", help="Of feeds: fetch the pages they link to, instead of their text."),
    ] = False,
    longest: Annotated[
        float, typer.Option(metavar="SECONDS", min=1, help="A report that takes longer is set aside.")
    ] = 300.0,
    by: By = Back.RULES,
    llm_url: ModelUrl = None,
    llm_model: ModelName = None,
    llm_timeout: ModelTimeout = None,
    again: Annotated[bool, typer.Option("--again", help="Add reports that were purged, too.")] = False,
) -> None:
    """Add reports to the store; those it holds already are passed over.

    Exit codes: 0 all went in; 1 an error, or some reports were set aside; 2 a wrong option; 130 stopped by Ctrl-C.
    """
    from incidents.ingest.command import Wanted, run
    from incidents.ingest.messages import Setup
    from incidents.sources import corpus

    llm = _llm(by, llm_url, llm_model, llm_timeout)
    wanted = Wanted(
        corpus(paths, column or (), follow_links=follow_links),
        Setup(_published(published), llm, longest_s=longest),
        workers,
        dask,
        again,
    )
    wanted.check()
    code = run(wanted, open_store(db, create=True), say)
    if code:
        raise typer.Exit(code)


@app.command()
def export(
    form: Annotated[
        Format,
        typer.Option(
            "--format",
            help="geojson or gpkg for QGIS, xlsx or csv for Excel, html for a page with a map that opens without a "
            "server, acled or ged for tools that read these datasets' files; docs/formats.md tells of the others.",
        ),
    ],
    out: Out = None,
    db: Database = None,
    filters: Annotated[
        str,
        typer.Option(metavar="QUERY", help='As in a link of the dashboard: "type=battles&gov=homs,idlib".'),
    ] = "",
    samples: Annotated[
        bool, typer.Option("--samples", help="Export the sample reports instead of a store.")
    ] = False,
    public: Annotated[
        bool,
        typer.Option(
            "--public",
            help="What a public view shows: no report texts, no names of private persons, sensitive places blurred.",
        ),
    ] = False,
) -> None:
    """Write the incidents that match, with their claims."""
    from incidents.exchange.files import write_files
    from incidents.exchange.formats import FORMATS
    from incidents.exchange.snapshot import COMFORTABLE
    from incidents.selection import Selection, kind_of_store, read_link

    chosen = FORMATS[form.value]
    if chosen.needs_file and out is None:
        raise InputError(f"{form.value} is a file and no stream: give --out incidents{chosen.suffix}.")
    try:
        state, of_samples = read_link(filters)
    except InputError as error:
        raise InputError(f"--filters: {error}") from error
    kind = kind_of_store(public=public)
    store = closed_after(kind.samples() if samples or of_samples else kind.open(db, create=False))
    selection = Selection.of(store, state)
    if form is Format.HTML and len(selection.ids) > COMFORTABLE:
        say(f"{len(selection.ids)} incidents make a slow page: narrow the filters to {COMFORTABLE} or fewer.")
    if out is None:
        with _output(None) as target:
            count = chosen.write(target, selection.dossiers(), selection.about())
    else:
        count = write_files(chosen, out, selection.dossiers(), selection.about())
    say(f"{count} of {len(selection.frame)} incidents written")


@app.command("import")
def import_rows(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV, Excel or GeoJSON, as downloaded.")],
    form: Annotated[
        Source,
        typer.Option(
            "--format",
            help="acled or ged for these datasets' files, geojson or csv for what this program exported, csv for any "
            "other table.",
        ),
    ],
    db: Database = None,
    mapping: Annotated[
        Path | None,
        typer.Option(
            "--map", metavar="FILE", help="With --format csv: what the columns of a table of your own mean."
        ),
    ] = None,
) -> None:
    """Add the rows of another dataset to the store; those of an earlier file are brought up to date."""
    from incidents.exchange.importing import bring_in, read_file

    if mapping is not None and form is not Source.CSV:
        raise InputError(
            "--map says what the columns of a table of your own mean: give it with --format csv."
        )
    read = read_file(file, form.value, _mapping(file, mapping))
    for line in (*read.faults, *read.notes):
        say(f"{file.name}: {line}")
    store = open_store(db, create=True)
    say("Adding them ...")
    say(f"{bring_in(read, store)}; the store is {store.where}")
    if read.faults:
        raise typer.Exit(1)


def _mapping(file: Path, given: Path | None) -> ColumnMap | None:
    """The mapping in a file, remembered for tables with the same headings."""
    from gazetteer.errors import ImportFileError
    from gazetteer.tabular import read_bytes
    from incidents.exchange import importing, mapping

    if given is None:
        return None
    found = mapping.read(given)
    try:
        table = importing.table_of(read_bytes(file), file.name)
    except ImportFileError as error:
        raise InputError(f"{error}.") from error
    mapping.remember(table.headings, found)
    return found


@app.command()
def migrate(db: Database = None) -> None:
    """Bring a database that an earlier version of this program made up to date; make a backup first."""
    from incidents.store import Store

    store = closed_after(Store.open(db, create=False, upgrade=True, tell=say))
    say(f"The tables of {store.where} are those of this version.")


@app.command()
def evaluate(
    gold: Annotated[
        Path, typer.Argument(metavar="GOLD.jsonl", help="Reports with every incident annotated.")
    ],
    errors: Annotated[
        bool, typer.Option("--errors", help="List what was missed, spurious or wrong.")
    ] = False,
    by: By = Back.RULES,
    llm_url: ModelUrl = None,
    llm_model: ModelName = None,
    llm_timeout: ModelTimeout = None,
) -> None:
    """Extract from the texts of an annotated article set and print how well that agrees."""
    from incidents.evaluate import Record, read_gold
    from incidents.evaluate import evaluate as measure
    from incidents.exchange.extract_json import document_record
    from incidents.extract.llm.remarks import fallbacks
    from incidents.sources import from_text

    load = _loader(by, llm_url, llm_model, llm_timeout)
    documents = read_gold(gold)
    pipeline = load()

    def predict(document: Record) -> Record:
        stated = document.get("published")
        loaded = from_text(
            document["text"], ref=document["doc_id"], published=_published(str(stated)) if stated else None
        )
        result = pipeline.process(loaded.document)
        for warning in fallbacks(result.warnings):
            say(f"{document['doc_id']}: {warning}")
        return document_record(result)

    figures = measure(documents, predict)
    for line in [*(figures.errors if errors else ()), *figures.band_lines(), *figures.lines()]:
        typer.echo(line)


@app.command()
def serve(
    port: Annotated[
        int, typer.Option(min=1, max=65535, help="Where the map listens on this computer.")
    ] = 8501,
    db: Database = None,
    browser: Annotated[bool, typer.Option(help="Open the map in a browser window.")] = True,
) -> None:
    """Show the map in a browser; it is reachable from this computer only."""
    from incidents.dashboard.launch import command
    from incidents.store.location import as_url

    if db:
        os.environ["INCIDENTS_DB"] = as_url(db)
    # A child rather than in our place: on Windows that would leave the terminal at once.
    with contextlib.suppress(KeyboardInterrupt), _terminated_like_interrupted():
        raise typer.Exit(subprocess.run(command(port, headless=not browser), check=False).returncode)


@contextmanager
def _terminated_like_interrupted() -> Iterator[None]:
    """Let SIGTERM end the child as Ctrl-C does, so that no server is left listening."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@app.command()
def version() -> None:
    """Print the version."""
    from incidents.exchange.geojson import generator

    typer.echo(generator())


@app.command("build-samples", hidden=True)
def build_samples(out: Out = None) -> None:
    """Make the sample store's records anew from the sample reports (for developers of this program)."""
    from incidents.pipeline import Pipeline
    from incidents.samples import build

    made = build(Pipeline.create(shipped_places_only=True)).encode()
    with _output(out) as target:
        target.write(made)


add_commands(app)


def main() -> None:
    """Run the command line: the errors we raise on purpose become one line and exit code 1."""
    try:
        with OPENED:
            app()
    except IncidentsError as error:
        say(f"incidents: {error}")
        sys.exit(1)
    except BrokenPipeError:  # the reader of a pipe, `head` for example, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


if __name__ == "__main__":
    main()
