"""A store in a PostgreSQL database, for a team: its locks, and what can be wrong with a server."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

import psycopg
from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Text,
    and_,
    cast,
    create_engine,
    event,
    literal_column,
)
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError

from incidents.query.words import Term, Terms

LOCK_TIMEOUT_S: Final = 60
"""Longest wait for colleagues who write: each holds the lock for one report or one file of rows."""
CONNECT_TIMEOUT_S: Final = 10
VACUUM_TIMEOUT_S: Final = 5
"""Longest wait for colleagues who read, when tables are written anew."""
_LEXEME: Final = 200
"""Characters of a word that stand in an index, which takes no more than 2046 bytes."""
_LOCK: Final = 0x5379726961  # "Syria": any number that no other program on this database is likely to take
_DRIVER: Final = "postgresql+psycopg"


class PostgreSQL:
    """See :class:`incidents.store.dialect.Dialect`."""

    upgrades_unasked = False

    def normal(self, url: URL) -> URL:
        return url.set(drivername=_DRIVER)

    def shown(self, url: URL) -> str:
        plain = URL.create("postgresql", url.username, None, url.host, url.port, url.database)
        return plain.render_as_string()

    def engine(self, url: URL, *, create: bool, read_only: bool) -> Engine:
        """An engine on a database that is there: making one is its administrator's work."""
        del create
        engine = create_engine(
            url,
            connect_args={"connect_timeout": CONNECT_TIMEOUT_S, "application_name": "syria-incidents"},
            # A server that was restarted meanwhile is noticed before a connection is used, not by whoever uses it.
            pool_pre_ping=True,
            pool_size=5,
            max_overflow=20,
        )

        if read_only:

            @event.listens_for(engine, "connect")
            def _connect(connection: psycopg.Connection, _: object) -> None:
                connection.execute("SET default_transaction_read_only = on")
                connection.commit()

        @event.listens_for(engine, "begin")
        def _begin(connection: Connection) -> None:
            if connection.get_execution_options().get("writing", False):
                # Writers queue, so that grouping sees all that was written before, and locks nobody who reads.
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT_S}s'")
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")

        return engine

    def prepare(self, engine: Engine) -> None:
        """Nothing: the server's settings are its administrator's."""

    def reader(self, engine: Engine) -> Engine:
        return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    def append_only(self, table: str, unless: str) -> Sequence[str]:
        return [
            "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF TG_OP = 'TRUNCATE' OR NOT EXISTS (SELECT 1 FROM meta WHERE key = '{unless}') THEN "
            "RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', "
            "MESSAGE = TG_TABLE_NAME || 's are append-only'; END IF; RETURN NULL; END $$",
            f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}",
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
        ]

    def emptied(self, engine: Engine, tables: Sequence[str]) -> bool:
        """Write the tables anew without what was deleted, and what the planner remembers of their values.

        The server's log and backups are its administrator's.
        """
        bare = engine.execution_options(isolation_level="AUTOCOMMIT")
        with bare.connect() as connection:
            connection.exec_driver_sql(f"SET lock_timeout = '{VACUUM_TIMEOUT_S}s'")
            try:
                _forget_statistics(connection, tables)
                connection.exec_driver_sql(f"VACUUM (FULL, ANALYZE) {', '.join(tables)}")
                connection.exec_driver_sql("VACUUM FULL pg_statistic")
            except OperationalError as error:
                if getattr(error.orig, "sqlstate", "") != "55P03":
                    raise
                return False
            finally:
                connection.exec_driver_sql("RESET lock_timeout")
        return True

    def words_table(self, name: str, key: str, kind: str) -> Sequence[str]:
        """The words, and an index of them without their places, of which the server keeps only the first of a text."""
        begun = rf"regexp_replace(words, '(\S{{{_LEXEME}}})\S+', '\1', 'g')"
        made = f"array_to_tsvector(string_to_array({begun}, ' '))"
        return [
            f"CREATE TABLE IF NOT EXISTS {name} ({key} {kind} PRIMARY KEY, words text NOT NULL, "
            f"lexemes tsvector NOT NULL GENERATED ALWAYS AS ({made}) STORED)",
            f"ALTER TABLE {name} ALTER words SET STATISTICS 0, ALTER lexemes SET STATISTICS 0",
            f"CREATE INDEX IF NOT EXISTS {name}_lexemes ON {name} USING gin (lexemes)",
        ]

    def words_match(self, name: str, wanted: Terms) -> ColumnElement[bool]:
        """The index finds the rows that hold each word; that they stand in a row, the text itself says."""
        # Folded words are letters and digits: nothing in them can end the quotation, or is a sign of a pattern.
        held = cast(" & ".join(lexeme for term in wanted for lexeme in _lexemes(term)), TSQUERY)
        padded = literal_column(f"(' ' || {name}.words || ' ')", Text)
        in_a_row = (f"% {' '.join(term.tokens)}{'' if term.open else ' '}%" for term in wanted)
        return and_(
            literal_column(f"{name}.lexemes").op("@@", is_comparison=True)(held), *map(padded.like, in_a_row)
        )

    def words_forgotten(self, name: str) -> Sequence[str]:
        del name
        return ()

    @contextmanager
    def upgrading(self, engine: Engine) -> Iterator[Connection]:
        with engine.execution_options(writing=True).begin() as connection:
            yield connection

    def backup(self, engine: Engine, version: int) -> str:
        """Nothing: a server's backups are its administrator's; the upgrade is one transaction."""
        del engine, version
        return "If a step fails, the database stays as it is; for all else there is your pg_dump."

    def busy(self, error: BaseException) -> bool:
        return getattr(error, "sqlstate", None) == "55P03"

    def explain(self, where: str, error: BaseException) -> str:
        """By the code that the server gives; an error of connecting has none, only words."""
        cause = str(error)
        code = getattr(error, "sqlstate", None) or ""
        for known, message in _BY_CODE.items():
            if code.startswith(known) and _matches(known, code, cause):
                return message.format(where=where, cause=_line(cause))
        for words, message in _BY_WORDS.items():
            if words in cause:
                return message.format(where=where, cause=_line(cause))
        return f"{where} cannot be used ({_line(cause)}): ask whoever runs the server."


def _forget_statistics(connection: Connection, tables: Sequence[str]) -> None:
    """Drop samples of the values of tables that have become empty, which the server would keep until there are rows."""
    sampled = (
        "SELECT a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_attribute a JOIN pg_stats s "
        "ON s.attname = a.attname AND s.tablename = %(table)s AND s.schemaname = current_schema() "
        "WHERE a.attrelid = CAST(%(table)s AS regclass)"
    )
    for table in tables:
        if connection.exec_driver_sql(f"SELECT 1 FROM {table} LIMIT 1").first() is None:
            for column, kind in connection.exec_driver_sql(sampled, {"table": table}).all():
                # To the type that it has: this changes nothing else.
                connection.exec_driver_sql(f'ALTER TABLE {table} ALTER "{column}" TYPE {kind}')


def _lexemes(term: Term) -> Iterator[str]:
    for place, token in enumerate(term.tokens, start=1):
        goes_on = len(token) > _LEXEME or (term.open and place == len(term.tokens))
        yield f"'{token[:_LEXEME]}'{':*' if goes_on else ''}"


def _matches(known: str, code: str, cause: str) -> bool:
    return known != "23505" or "incident_current_id" in cause


def _line(cause: str) -> str:
    """The part of an error that says most: its first line, without the attempts on other addresses."""
    first = next((line for line in cause.splitlines() if line.strip()), "no reason given")
    return first.strip().rstrip(".")[:300]


_PASSWORD: Final = (
    "{where} refused the password: put the right one into ~/.pgpass or PGPASSWORD, or into the address."
)
_NO_DATABASE: Final = (
    "There is no database {where}: ask whoever runs the server to create it (createdb), or give another."
)
_NO_RIGHTS: Final = (
    "You may not do this in {where} ({cause}): ask whoever runs the server to make you its owner."
)
_RESTARTED: Final = (
    "The server of {where} was stopped or restarted: what was not finished is not written; try again."
)
_BUSY: Final = (
    "{where} takes no more connections: wait a moment, then try again, or close other programs that use it."
)
_UNREACHABLE: Final = (
    "The server of {where} cannot be reached ({cause}): check name and port, that it runs, and your network."
)

_BY_CODE: Final = {
    "28P01": _PASSWORD,
    "3D000": _NO_DATABASE,
    "42501": _NO_RIGHTS,
    "28": "{where} does not let you in ({cause}): check the user in the address, or ask whoever runs the server.",
    "53100": "The disk of the server of {where} is full: nothing more was added; ask whoever runs it for space, then "
    "try again.",
    "53300": _BUSY,
    "53": "The server of {where} is out of resources ({cause}): nothing more was added; try again in a moment.",
    "57P": _RESTARTED,
    "08": _RESTARTED,
    "55P03": "{where} is in use: another program has been writing for long; wait until it is done, then try again.",
    "57014": "The server of {where} stopped a step that took too long ({cause}): try again, or ask whoever runs it.",
    "25006": "{where} may not be written to (it is read-only, perhaps a standby): give the address of the main server.",
    "40": "{where} was written to by another program at the same moment: nothing was added; try again.",
    "23505": "An incident of this report has the id of another report's in {where}: not added.",
    "23000": "Reports and claims in {where} are never changed or deleted ({cause}).",
    "XX": "{where} is damaged ({cause}): ask whoever runs the server to restore a backup.",
}
"""By the beginning of an SQLSTATE (appendix A of PostgreSQL's manual); the first that fits counts."""

_BY_WORDS: Final = {
    "password": _PASSWORD,
    'role "': "{where} does not know the user ({cause}): check the address, or ask whoever runs the server.",
    "pg_hba.conf": "{where} does not let you in from here ({cause}): ask whoever runs the server.",
    "permission denied": _NO_RIGHTS,
    'database "': _NO_DATABASE,
    "too many clients": _BUSY,
    "remaining connection slots": _BUSY,
    "starting up": _RESTARTED,
    "shutting down": _RESTARTED,
    "closed the connection": _RESTARTED,
    "connection is lost": _RESTARTED,
    "terminating connection": _RESTARTED,
    "connection is closed": _RESTARTED,
    "SSL": "The secure connection to {where} failed ({cause}): check sslmode in the address, or ask whoever runs it.",
    "resolve host": _UNREACHABLE,
    "translate host": _UNREACHABLE,
    "timeout": _UNREACHABLE,
    "refused": _UNREACHABLE,
    "No such file": _UNREACHABLE,
    "unreachable": _UNREACHABLE,
    "No route": _UNREACHABLE,
    "NUL": "A text holds a NUL character, which {where} cannot keep: nothing was added; remove it, then add it again.",
}
"""Words of the server and of libpq, which are English unless the server speaks another language."""
