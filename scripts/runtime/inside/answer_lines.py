"""Answer documents, one a line, with the compiled engine: `answer_lines.py ASKED ANSWERED`."""

import sys
from pathlib import Path

from calculator import wire

asked, answered = map(Path, sys.argv[1:])
with answered.open("w", encoding="utf-8") as out:
    for line in asked.read_text(encoding="utf-8").splitlines():
        out.write(wire.assess(line) + "\n")
