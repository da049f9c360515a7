"""The commands for many applicants: ``screen``, ``template`` and ``sql``."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from calculator.engine.facts import read_day
from calculator.engine.messages import nearest, shown
from calculator.policy import POLICY

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

    from calculator.batch.grid import Cell

BAD_INPUT = 2
BAR = 30
"""Characters of the progress bar."""

Problem = ValueError


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands for many applicants to the command line."""
    screen = commands.add_parser("screen", help="批量测算：一张表进，一张表出（CSV、XLSX）")
    screen.add_argument("table", help="CSV 或 XLSX 文件，每行一个申请主体")
    screen.add_argument("-o", "--output", required=True, help="结果文件，.csv 或 .xlsx")
    screen.add_argument(
        "--keep-going", action="store_true", help="有问题的行写明问题，其余照常测算"
    )
    screen.add_argument(
        "--keep", action="append", default=[], metavar="列名", help="原样带到结果中的列，可写多次"
    )
    screen.add_argument("--as-of", metavar="YYYY-MM-DD", help="从哪一天看结果，缺省为当天")
    _add_readings(screen)
    screen.add_argument(
        "--engine",
        choices=("python", "duckdb"),
        default="python",
        help="duckdb：用 SQL 测算金额，适合很大的 CSV 或 Parquet",
    )
    screen.set_defaults(run=_screen)

    template = commands.add_parser("template", help="写出空白的填写模板（CSV、XLSX）")
    template.add_argument("-o", "--output", required=True, help="模板文件，.csv 或 .xlsx")
    template.set_defaults(run=_template)

    sql = commands.add_parser("sql", help="输出一条 SELECT：各项金额与合计的下限、上限")
    sql.add_argument("--dialect", metavar="方言", help="duckdb、sqlite、postgres、spark、trino 等")
    sql.add_argument("--table", default="applicants", help="表名，缺省为 applicants")
    sql.add_argument(
        "--key", action="append", default=[], metavar="列名", help="带到结果中的列，缺省为 id"
    )
    _add_readings(sql)
    sql.set_defaults(run=_sql)


def _add_readings(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--reading",
        action="append",
        default=[],
        metavar="名称=true|false",
        help="主管部门已答复的读法，可写多次",
    )


def read_readings(given: Sequence[str]) -> dict[str, bool]:
    """Return the readings that ``name=true`` and ``name=false`` settle; ValueError for others."""
    known = [reading.id for reading in POLICY.readings]
    found = {}
    problems = []
    for text in given:
        name, _, value = text.partition("=")
        if name not in known:
            problems.append(f"--reading：没有这个名称 {shown(name)}{nearest(name, known)}")
        elif value not in {"true", "false"}:
            problems.append(f"--reading {name}：{shown(value)} 不能用；可填 true 或 false")
        else:
            found[name] = value == "true"
    if problems:
        raise Problem("\n".join(problems))
    return found


def _screen(parsed: argparse.Namespace) -> int:
    try:
        output = _output(parsed.output)
        readings = read_readings(parsed.reading)
        as_of = date.today() if parsed.as_of is None else read_day(parsed.as_of)  # noqa: DTZ011
        if as_of is None:
            return _refuse([f"--as-of：{shown(parsed.as_of)} 不是日期；应写作 YYYY-MM-DD"])
        return _screen_table(parsed, output, readings, as_of)
    except ValueError as error:
        return _refuse(str(error).splitlines())


def _screen_table(
    parsed: argparse.Namespace, output: Path, readings: dict[str, bool], as_of: date
) -> int:
    from calculator.batch import screen, tables  # noqa: PLC0415 - only this command needs them

    if parsed.engine == "duckdb":
        return _screen_large(parsed, output, readings)
    table = tables.read_table(_content(parsed.table), parsed.table)
    sheet = screen.read_sheet(table, as_of, readings, parsed.keep)
    problems = sheet.problems
    if problems and (not parsed.keep_going or not sheet.layout.answers or not sheet.rows):
        _refuse(problems)
        print(  # noqa: T201 - this is the command line
            f"共 {len(problems)} 处问题，没有写出结果；"
            "改好后再试，或用 --keep-going 跳过有问题的行",
            file=sys.stderr,
        )
        return BAD_INPUT
    rows = list(screen.screened(sheet, progress(len(sheet.rows)), problems=bool(problems)))
    _write(output, [(screen.RESULT_SHEET, rows), screen.notes_sheet(as_of)])
    return _refuse(problems) if problems else 0


def _screen_large(parsed: argparse.Namespace, output: Path, readings: dict[str, bool]) -> int:
    from calculator.batch import large, tables  # noqa: PLC0415 - only this command needs them

    if _format(output) != "csv" or parsed.keep_going:
        return _refuse(["--engine duckdb 只写 .csv 结果，不与 --keep-going 同用"])
    _content(parsed.table, 1)
    problems, parts = large.screen_large(parsed.table, readings, parsed.keep)
    if problems:
        return _refuse(problems)
    tables.write_whole(output, parts)
    return 0


def _template(parsed: argparse.Namespace) -> int:
    from calculator.batch import screen  # noqa: PLC0415 - only this command needs it

    try:
        _write(_output(parsed.output), screen.template())
    except ValueError as error:
        return _refuse(str(error).splitlines())
    return 0


def _sql(parsed: argparse.Namespace) -> int:
    from calculator.batch import dialects  # noqa: PLC0415 - only this command needs it

    try:
        readings = read_readings(parsed.reading)
        text = dialects.statement(
            parsed.dialect, parsed.table, tuple(parsed.key or ["id"]), readings
        )
    except ValueError as error:
        return _refuse(str(error).splitlines())
    print(text, end="")  # noqa: T201 - this is the command line
    return 0


def _write(output: Path, sheets: Sequence[tuple[str, Sequence[Sequence[Cell]]]]) -> None:
    """Write the sheets in the format that the file's name asks for."""
    from calculator.batch import tables  # noqa: PLC0415 - only these commands need it

    content = tables.WRITERS[_format(output)](sheets)
    tables.write_whole(output, [content])


def _output(name: str) -> Path:
    from calculator.batch import tables  # noqa: PLC0415 - only these commands need it

    path = Path(name)
    if _format(path) not in tables.WRITERS:
        suffixes = " 或 ".join(f".{suffix}" for suffix in tables.WRITERS)
        message = f"{name}：结果文件的名称应以 {suffixes} 结尾"
        raise Problem(message)
    return path


def _format(path: Path) -> str:
    return path.suffix.lower().removeprefix(".")


def _content(name: str, most: int = -1) -> bytes:
    try:
        with Path(name).open("rb") as file:
            return file.read(most)
    except (OSError, ValueError) as error:
        message = f"{name}：不能读取（{getattr(error, 'strerror', None) or error}）"
        raise Problem(message) from None


def progress(total: int) -> Callable[[int], None] | None:
    """Return what draws a progress bar on a terminal; None where standard error is none."""
    if not sys.stderr.isatty() or not total:
        return None

    def tick(done: int) -> None:
        percent = done * 100 // total
        if done != total and (done - 1) * 100 // total == percent:
            return
        filled = done * BAR // total
        end = "\n" if done == total else ""
        bar = "█" * filled + "·" * (BAR - filled)
        print(f"\r{bar} {percent:3}% {done}/{total}", end=end, file=sys.stderr, flush=True)  # noqa: T201

    return tick


def _refuse(problems: Sequence[str]) -> int:
    for problem in problems:
        print(problem, file=sys.stderr)  # noqa: T201 - this is the command line
    return BAD_INPUT
