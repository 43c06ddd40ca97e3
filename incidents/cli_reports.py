"""Commands on the reports of a store: list them, take one out and in again, erase one or a person's name for good."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from incidents.cli_common import Database, open_store, say
from incidents.errors import InputError

WORD = "PURGE"
"""What is typed to confirm."""
REACH = (
    "This cannot be undone, and does not reach exports made before, backups, other people's copies, and snapshots of "
    "the disk: erase those yourself."
)

purge_app = typer.Typer(
    help="Erase a report or a person's name from the store for good.", no_args_is_help=True
)


class Why(StrEnum):
    SAFETY = "safety"
    REQUEST = "request"
    LAW = "law"
    MISTAKE = "mistake"


ReportId = Annotated[
    str, typer.Argument(metavar="ID", help="As 'incidents reports' lists it: doc-0123456789abcdef.")
]
By = Annotated[str, typer.Option("--by", metavar="WHO", help="Your name or initials, kept with it.")]
Note = Annotated[str, typer.Option("--note", metavar="WHY", help="Why, kept with the decision.")]
For = Annotated[
    Why, typer.Option("--reason", help="Kept with the tombstone; free words could give away what it was.")
]
Confirm = Annotated[
    str | None,
    typer.Option("--confirm", metavar="WORDS", help="What would be typed at the prompt, for scripts."),
]


def add_commands(app: typer.Typer) -> None:
    """Give the program the commands of this file."""
    app.command()(reports)
    app.command()(withdraw)
    app.command()(restore)
    purge_app.command("report")(purge_report)
    purge_app.command("name")(purge_name)
    purge_app.command("finish")(finish)
    app.add_typer(purge_app, name="purge")


def reports(db: Database = None) -> None:
    """List the reports: id, when added, publication date, incidents, publisher, title, and whether it is taken out."""
    from incidents.sources import printable

    store = open_store(db, create=False)
    out = store.withdrawn()
    for entry in store.documents():
        fields = (
            entry.id,
            entry.added_at.date().isoformat(),
            entry.published.isoformat() if entry.published else "",
            str(entry.n_incidents),
            entry.publisher or "",
            entry.title or entry.ref,
            "taken out" if entry.id in out else "",
        )
        typer.echo("\t".join(printable(" ".join(field.split())) for field in fields).rstrip("\t"))


def withdraw(report: ReportId, by: By = "", note: Note = "", db: Database = None) -> None:
    """Take a report out: nothing in it counts from now on. 'incidents restore' takes it in again."""
    store = open_store(db, create=False)
    store.withdraw(report, by=by, note=note)
    say(f"{report} is taken out; 'incidents restore {report}' takes it in again")


def restore(report: ReportId, by: By = "", note: Note = "", db: Database = None) -> None:
    """Take a report in again that was taken out."""
    store = open_store(db, create=False)
    out = store.withdrawn().get(report)
    if out is None:
        raise InputError(f"Report {report[:40]} is not taken out: nothing was changed.")
    store.undo(out.number, by=by, note=note)
    say(f"{report} counts again")


def purge_report(
    report: ReportId, reason: For, by: By = "", confirm: Confirm = None, db: Database = None
) -> None:
    """Erase a report for good: text, title, address, quotes, and all that was made of it."""
    from incidents.store import Reason

    store = open_store(db, create=False)
    entry = next((e for e in store.documents() if e.id == report), None)
    if entry is None:
        raise InputError(f"There is no report {report[:40]}: list them with 'incidents reports'.")
    say(f"“{entry.title or entry.ref}”, {entry.n_incidents} incidents rest on it. {REACH}")
    _confirmed(WORD, confirm)
    stone = store.purge_report(report, Reason(reason.value), by=by)
    say(f"{stone.id}: the report is erased from {store.where}")


def purge_name(
    name: Annotated[str, typer.Argument(metavar="NAME", help="As it is written in the reports.")],
    reason: For,
    by: By = "",
    confirm: Confirm = None,
    db: Database = None,
) -> None:
    """Take a person's name out of all texts, quotes, titles and notes for good."""
    from incidents.redact import REMOVED, Name
    from incidents.store import Reason

    store, wanted = open_store(db, create=False), Name(name)
    found = store.occurrences(wanted)
    if not found.any:
        raise InputError("That name stands nowhere in the store: give it as it is written there.")
    say(
        f"It stands in {found.reports} reports, {found.claims} claims and {found.decisions} decisions, such as:"
    )
    for example in found.examples:
        say(f"  {' '.join(f'{example.before}>{example.found}<{example.after}'.split())}")
    say(f"{REMOVED} is put in its place. Other spellings of the same name are names of their own. {REACH}")
    _confirmed(name, confirm)
    stone = store.purge_name(wanted, Reason(reason.value), by=by)
    say(f"{stone.id}: the name is removed from {store.where}")


def finish(db: Database = None) -> None:
    """Rewrite the file without what was erased, after a purge that found it open in another program."""
    store = open_store(db, create=False)
    store.compact()
    say(f"Nothing of what was purged is left in {store.where}")


def _confirmed(words: str, given: str | None) -> None:
    typed = typer.prompt(f"Type {words} to go on", err=True) if given is None else given
    if typed.strip() != words.strip():
        raise InputError("That is not what was to be typed: nothing was erased.")
