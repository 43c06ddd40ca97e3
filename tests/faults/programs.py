"""What is killed besides an ingest: a program that writes decisions, and a migration to a version that is to come.

``python -m tests.faults.programs decide DB SEED`` or ``... migrate DB FOLDER``
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import incidents.cli
from incidents.errors import StoreError
from incidents.model import Casualties, Correction
from incidents.review import standing
from incidents.store import Store, schema, upgrade

MOST = 2_000
"""Decisions of one program: more than it lives for."""


# --- decisions -----------------------------------------------------------------------------------------------------


def decide(store: Store, rng: random.Random) -> tuple[int, str]:
    """One decision as a reviewer makes them: which, follows from the dice and from what the store holds."""
    found = sorted(store.incidents(), key=lambda incident: incident.id)
    one, other = rng.sample(found, 2)
    kept = [decision.number for decision in standing(store.decisions())]
    act = rng.choice(("accept", "correct", "join", "undo") if len(found) > 6 else ("accept", "undo"))
    if act == "undo" and kept:
        return store.undo(rng.choice(kept), by="me"), act
    if act == "correct":
        killed = rng.randrange(50)
        return store.correct(one.id, Correction(killed=Casualties(killed, killed, str(killed)))), act
    if act == "join":
        return store.join(one.claim_ids, other.claim_ids, note="the same"), act
    return store.accept(one.id, by="me"), "accept"


def decide_on(url: str, seed: str) -> None:
    """Decide one after the other, and tell of each when the store has it."""
    store, rng = Store.open(url, create=False), random.Random(seed)
    for _ in range(MOST):
        print(json.dumps(decide(store, rng)), flush=True)


# --- a migration ---------------------------------------------------------------------------------------------------

_STEP = """
import time

import sqlalchemy as sa
from alembic import op

revision = "{new}"
down_revision = "{old}"


def upgrade() -> None:
    table = op.create_table("later", sa.Column("key", sa.Integer, primary_key=True), sa.Column("words", sa.Text))
    with op.batch_alter_table("incident", recreate="auto") as batch:
        batch.add_column(sa.Column("later", sa.Text))
    for number in range(40):
        op.bulk_insert(table, [{{"key": number, "words": "x" * 4000}}])
        time.sleep(0.01)
    with op.batch_alter_table("run", recreate="always" if op.get_bind().dialect.name == "sqlite" else "auto") as batch:
        batch.add_column(sa.Column("later", sa.Text))
    time.sleep(0.05)
"""


def step_to_come(folder: Path) -> None:
    """Write the step to the next version: large enough to be killed in."""
    now = schema.SCHEMA_VERSION
    folder.mkdir(exist_ok=True)
    (folder / f"v{now + 1}.py").write_text(_STEP.format(old=now, new=now + 1))


@contextmanager
def next_version(folder: Path) -> Iterator[None]:
    """Let this program be the one of the next version."""
    now, known = schema.SCHEMA_VERSION, list(upgrade.FOLDERS)
    upgrade.FOLDERS.append(folder)
    schema.SCHEMA_VERSION = now + 1  # type: ignore[misc]
    try:
        yield
    finally:
        schema.SCHEMA_VERSION = now  # type: ignore[misc]
        upgrade.FOLDERS[:] = known


def version_of(url: str) -> int:
    """Which version a store has that this program may be too old for."""
    try:
        Store.open(url, create=False, upgrade=False).close()
    except StoreError as error:
        if "later version" in str(error):
            return schema.SCHEMA_VERSION + 1
        raise
    return schema.SCHEMA_VERSION


if __name__ == "__main__":
    what, where, more = sys.argv[1:]
    if what == "decide":
        decide_on(where, more)
    else:
        sys.argv = ["incidents", "migrate", "--db", where]
        with next_version(Path(more)):
            incidents.cli.main()
