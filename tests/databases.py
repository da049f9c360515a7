"""Rows for the SELECT of the rules, what each must give, and the databases that are asked."""

from __future__ import annotations

import contextlib
import csv
import os
import shutil
import sqlite3
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
from environment import POSTGRESQL
from generate import whole

from calculator.engine.assess import allowed_cells
from calculator.engine.describing import sql
from calculator.engine.document import read_case
from calculator.engine.rules.diagram import bounds, restrict, worlds
from calculator.engine.rules.facts.event import DAY
from calculator.policy import POLICY

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Sequence

Row = dict[str, Any]
Found = list[tuple[int, ...]]

COLUMNS = sql.input_columns(POLICY)
NAMES = {column.name for column in COLUMNS}
PAID = [p.measure.id for p in POLICY.provisions if p.worth is not None]
BLANK = r"\N"
"""What stands for NULL in a file; an empty text is a set with no member."""


def documents(count: int, rng: random.Random) -> list[dict[str, Any]]:
    """Make whole documents and ones with blanks, such that one column per fact can hold them."""
    found = []
    for _ in range(count):
        document = whole(rng)
        share = rng.choice((0, 0.1, 0.3, 0.6, 1))
        for section in document.values():
            for name in [name for name in section if rng.random() < share]:
                happened = isinstance(section[name], str) and name + DAY in NAMES
                section[name] = True if happened and rng.random() < 0.5 else None
        found.append(document)
    return found


def row_of(document: dict[str, Any]) -> Row:
    """Write a document as a row of the table."""
    given = {**document["answers"], **document["readings"]}
    row: Row = {}
    for column in COLUMNS:
        value = given.get(column.name)
        if isinstance(value, list):
            value = ";".join(value)
        elif column.type == "DATE":
            day = given.get(column.name.removesuffix(DAY))
            value = day if isinstance(day, str) else None
        elif column.name + DAY in NAMES and isinstance(value, str):
            value = True
        row[column.name] = value
    return row


def expected(document: dict[str, Any]) -> tuple[int, ...]:
    """Return what the interpreter gives: low and high of each award and of the total.

    Behind them stands how many values are not permitted.
    """
    case = read_case(POLICY, document, POLICY.last_day)
    allowed = allowed_cells(POLICY, case)
    nodes = [restrict(p.worth, allowed) for p in POLICY.provisions if p.worth is not None]
    spans = [(node.low, node.high) for node in nodes]
    spans.append(bounds(worlds([restrict(group, allowed) for group in POLICY.groups])))
    return (*(end for span in spans for end in span), 0)


def definition() -> str:
    """Return the statement that makes the table."""
    typed = [f'"{column.name}" {column.type}' for column in COLUMNS]
    return f"CREATE TABLE applicants (id INTEGER, {', '.join(typed)})"


def _file(rows: Sequence[Row], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [number, *(BLANK if value is None else value for value in row.values())]
            for number, row in enumerate(rows)
        )


def in_duckdb(text: str, rows: Sequence[Row]) -> Found:
    """Ask DuckDB."""
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as database:
        path = Path(folder) / "rows.csv"
        _file(rows, path)
        database.execute(definition())
        database.execute(
            f"COPY applicants FROM '{path}' (FORMAT csv, HEADER false, NULLSTR '{BLANK}')"
        )
        return [tuple(row[1:]) for row in database.execute(f"{text} ORDER BY id").fetchall()]


def in_sqlite(text: str, rows: Sequence[Row]) -> Found:
    """Ask SQLite."""
    database = sqlite3.connect(":memory:")
    database.execute(definition())
    marks = ", ".join("?" for _ in range(len(COLUMNS) + 1))
    values = ([number, *row.values()] for number, row in enumerate(rows))
    database.executemany(f"INSERT INTO applicants VALUES ({marks})", values)  # noqa: S608
    found = database.execute(f"{text} ORDER BY id").fetchall()
    database.close()
    return [row[1:] for row in found]


class NoServer(Exception):  # noqa: N818 - it says what is missing
    """No PostgreSQL can be started here; the text says why."""


class Postgres:
    """A PostgreSQL server of one's own."""

    def __init__(self, folder: Path, variables: dict[str, str]) -> None:
        """Keep the folder that it lives in, and the variables with which its programs are found."""
        self._folder = folder
        self._variables = variables

    def ask(self, text: str, rows: Sequence[Row]) -> Found:
        """Ask it."""
        path = self._folder / "rows.csv"
        _file(rows, path)
        script = (
            f"DROP TABLE IF EXISTS applicants;\n{definition()};\n"
            f"\\copy applicants FROM '{path}' WITH (FORMAT csv, NULL '{BLANK}')\n"
            f"ANALYZE applicants;\n{text.rstrip()} ORDER BY id;\n"
        )
        command = ["psql", "-h", str(self._folder), "-U", "test", "-d", "postgres", "-qAt"]
        done = subprocess.run(
            [*command, "-F", ",", "-v", "ON_ERROR_STOP=1"],
            env=self._variables,
            input=script,
            capture_output=True,
            text=True,
            check=False,
        )
        assert not done.returncode, done.stderr
        lines = done.stdout.splitlines()
        return [tuple(int(end) for end in line.split(",")[1:]) for line in lines]


@contextlib.contextmanager
def postgres(folder: Path) -> Iterator[Postgres]:
    """Start a PostgreSQL server in a folder, where one is installed; NoServer where none is."""
    installed = POSTGRESQL.find()
    if installed is None:
        message = "no PostgreSQL server is installed"
        raise NoServer(message)
    programs = os.pathsep.join([str(Path(installed).parent), os.environ.get("PATH", os.defpath)])
    variables = {**os.environ, "PATH": programs}
    as_user: list[str] = []
    if os.getuid() == 0:
        # The server refuses to run as root.
        if not shutil.which("setpriv"):
            message = "PostgreSQL does not run as root"
            raise NoServer(message)
        as_user = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
        shutil.chown(folder, 65534, 65534)
        for parent in [folder, *folder.parents]:
            if parent.stat().st_mode & 0o005 != 0o005 and parent != Path(parent.anchor):
                parent.chmod(parent.stat().st_mode | 0o011)
    data = str(folder / "data")
    made = subprocess.run(
        [*as_user, "initdb", "-D", data, "-U", "test", "-A", "trust"],
        capture_output=True,
        check=False,
        cwd=folder,
        env=variables,
    )
    if made.returncode:
        message = f"initdb: {made.stderr.decode(errors='replace')[-200:]}"
        raise NoServer(message)
    # Compiling the statement would take longer than running it.
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off -c jit=off"
    server = [*as_user, "pg_ctl", "-D", data, "-w", "-l", str(folder / "log")]
    there: dict[str, Any] = {"cwd": folder, "env": variables}
    there |= {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run([*server, "-o", options, "start"], check=True, **there)
    try:
        yield Postgres(folder, variables)
    finally:
        # Told to stop it does so, if not always within the time that this command waits.
        subprocess.run([*server, "-m", "immediate", "stop"], check=False, **there)
