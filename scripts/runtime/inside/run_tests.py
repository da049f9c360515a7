"""Run tests of the engine inside Pyodide: `run_tests.py FILE...`, as pytest takes them.

The engine that they import is the compiled one that the browser gets: it comes with the
standard library, and its sources are not mounted here.
"""

import sys

sys.path[:0] = ["/tests", "/scripts"]
sys.path.append("/packages")
sys.dont_write_bytecode = True

import pytest

sys.exit(
    pytest.main(
        [
            "--quiet",
            # To rewrite assertions takes long here; outside, the same tests tell what was wrong.
            "--assert=plain",
            "--rootdir=/tests",
            "--noconftest",
            "--confcutdir=/tests",
            "-p",
            "no:cacheprovider",
            "-p",
            "no:faulthandler",
            # The project's settings are not here.
            "--override-ini=markers=uncounted",
            "--strict-markers",
            *sys.argv[1:],
        ]
    )
)
