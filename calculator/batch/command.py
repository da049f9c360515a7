"""The commands for many applicants: ``screen``, ``template`` and ``sql``."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from calculator import streams
from calculator.batch import options, tables
from calculator.batch.parsing import columns
from calculator.engine.messages import nearest, reason, shown
from calculator.engine.on_record import notes as read_so
from calculator.engine.rules.facts import read_day
from calculator.policy import POLICY

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

    from calculator.parser import Parser

BAD_INPUT = 2
SKIP = "改好后再试，或用 --keep-going 跳过有问题的行"
BAR = 30
"""Characters of the progress bar."""

_NAMES = tuple(suffix.upper() for suffix in tables.FORMATS)
_SUFFIXES = " 或 ".join(f".{suffix}" for suffix in tables.FORMATS)

Problem = ValueError


def add_commands(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the commands for many applicants to the command line."""
    screen = commands.add_parser(
        "screen", help=f"批量测算：一张表进，一张表出（{'、'.join(_NAMES)}）"
    )
    screen.add_argument("table", help=f"{' 或 '.join(_NAMES)} 文件，每行一个申请主体")
    screen.add_argument("-o", "--output", required=True, help=f"结果文件，{_SUFFIXES}")
    screen.add_argument(
        "--keep-going", action="store_true", help="有问题的行写明问题，其余照常测算"
    )
    options.add(screen)
    screen.add_argument("--as-of", metavar="YYYY-MM-DD", help="从哪一天看结果，缺省为当天")
    _add_readings(screen)
    screen.add_argument(
        "--engine",
        choices=("python", "duckdb"),
        default="python",
        help="duckdb：用 SQL 测算金额，适合很大的 CSV 或 Parquet",
    )
    screen.set_defaults(run=_screen)

    template = commands.add_parser("template", help=f"写出空白的填写模板（{'、'.join(_NAMES)}）")
    template.add_argument("-o", "--output", required=True, help=f"模板文件，{_SUFFIXES}")
    template.set_defaults(run=_template)

    sql = commands.add_parser("sql", help="输出一条 SELECT：各项金额与合计的下限、上限")
    sql.add_argument("--dialect", metavar="方言", help="duckdb、sqlite、postgres、spark、trino 等")
    sql.add_argument(
        "--columns", action="store_true", help="不输出语句，列出表里要有的列、类型和可用的值"
    )
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
        help="一个读法按哪种算，可写多次；主管部门已有答复的不用写",
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
    # Only this command needs them.
    from calculator.batch import screen  # noqa: PLC0415
    from calculator.batch.parsing import plausible, survey  # noqa: PLC0415
    from calculator.batch.writing import report  # noqa: PLC0415

    wishes = options.wishes(parsed)
    if _is_same(output, Path(parsed.table)):
        return _refuse([f"{output}：就是要读的表；请把结果写到别的文件"])
    if parsed.engine == "duckdb":
        return _screen_large(parsed, output, {**POLICY.settled_on(as_of), **readings}, wishes)
    source = tables.open_table(_content(parsed.table), parsed.table, parsed.sheet)
    if source.sheet is None:
        return _refuse([f"{tables.several_sheets(source)}；用 --sheet 名称 写明读哪一个"])
    header = options.header(parsed)
    found = survey.read(list(source.rows), source, header, columns.by_letters(wishes))
    answers = options.answers(parsed)
    layout, problems = columns.lay_out(found.headings, found.last + 1, wishes)
    if header < 0 and not layout.answers and (unclear := options.guessed(found)):
        return _refuse([unclear])
    rows = found.taken(answers)
    # What is wrong with the whole table comes first: advice on single columns may not fit it.
    problems = [*found.problems, *problems, *options.unanswered(found, answers, layout, rows)]
    reader = screen.Reader(options.with_units(layout), as_of, readings)
    amounts = plausible.Amounts()
    bad: list[str] = []
    refused = 0
    for row in rows if layout.answers else ():
        read = reader.row(*row)
        amounts.add(read.case, read.number)
        bad += read.brief
        refused += read.case is None
    doubts = amounts.doubts(without=options.unitless(layout))
    problems += [] if parsed.force else options.doubtful(doubts)
    if problems or (bad and not parsed.keep_going):
        _refuse([*problems, *bad])
        streams.tell(
            f"共 {len(problems) + len(bad)} 处问题，没有写出结果；"
            + ("请按上面所说改好或写明后再试" if problems else SKIP)
        )
        return BAD_INPUT
    # What was confirmed for one reason may hold another one: it is all said again.
    said = [*found.notes, *found.decided(answers), *doubts]
    _refuse([survey.summary(found, rows, refused), *said])
    tick = progress(len(rows))
    write = report.WRITERS[_format(output)]
    tables.write_whole(output, write(reader, rows, tick, problems=bool(bad)))
    return _refuse(bad) if bad else 0


def _screen_large(
    parsed: argparse.Namespace, output: Path, readings: dict[str, bool], wishes: columns.Wishes
) -> int:
    from calculator.batch import large  # noqa: PLC0415 - only this command needs it

    unused = (parsed.keep_going, parsed.sheet, parsed.header, parsed.hidden)
    if _format(output) != "csv" or any(unused):
        return _refuse(
            ["--engine duckdb 只写 .csv 结果，不与 --keep-going、--sheet、--header、--hidden 同用"]
        )
    _content(parsed.table, 1)
    problems, notes, parts = large.screen_large(
        parsed.table, readings, wishes, options.answers(parsed), force=parsed.force
    )
    if problems:
        return _refuse(problems)
    _refuse(notes)
    tables.write_whole(output, parts)
    return 0


def _template(parsed: argparse.Namespace) -> int:
    from calculator.batch.writing import template  # noqa: PLC0415 - only this command needs it

    try:
        output = _output(parsed.output)
        content = template.content(_format(output))
        tables.write_whole(output, [content])
    except ValueError as error:
        return _refuse(str(error).splitlines())
    return 0


def _sql(parsed: argparse.Namespace) -> int:
    from calculator.batch import sql_dialects  # noqa: PLC0415 - only this command needs it

    try:
        today = date.today()  # noqa: DTZ011 - the user's own calendar day is meant
        assumed = read_readings(parsed.reading)
        readings = {**POLICY.settled_on(today), **assumed}
        if parsed.columns:
            streams.say(sql_dialects.columns(readings))
            return 0
        text = sql_dialects.statement(
            parsed.dialect, parsed.table, tuple(parsed.key or ["id"]), readings
        )
    except ValueError as error:
        return _refuse(str(error).splitlines())
    for note in read_so(POLICY, today, assumed):
        streams.say(f"-- {note}\n")
    streams.say(text)
    return 0


def _output(name: str) -> Path:
    path = Path(name)
    if _format(path) not in tables.FORMATS:
        message = f"{name}：结果文件的名称应以 {_SUFFIXES} 结尾"
        raise Problem(message)
    return path


def _format(path: Path) -> str:
    return path.suffix.lower().removeprefix(".")


def _is_same(one: Path, other: Path) -> bool:
    return one.exists() and other.exists() and one.samefile(other)


def _content(name: str, most: int = -1) -> bytes:
    try:
        with Path(name).open("rb") as file:
            return file.read(most)
    except (OSError, ValueError) as error:
        message = f"{name}：不能读取（{reason(error)}）"
        raise Problem(message) from None


def progress(total: int) -> Callable[[int], None] | None:
    """Return what draws a progress bar on a terminal; None where standard error is none."""
    if sys.stderr is None or not sys.stderr.isatty() or not total:
        return None

    def tick(done: int) -> None:
        percent = done * 100 // total
        if done != total and (done - 1) * 100 // total == percent:
            return
        filled = done * BAR // total
        end = "\n" if done == total else ""
        bar = "█" * filled + "·" * (BAR - filled)
        streams.tell(f"\r{bar} {percent:3}% {done}/{total}", end)

    return tick


def _refuse(problems: Sequence[str]) -> int:
    for problem in problems:
        streams.tell(problem)
    return BAD_INPUT
