"""Eligibility under 晋市政办〔2023〕39号, calculated from the words of the text.

``calculator.engine`` is a small rules engine that knows no policy; ``calculator.policy`` is this
policy written as rules; ``calculator.wire`` reads and writes JSON documents.  Only the standard
library is used, so the same code runs in CPython and, through Pyodide, in a browser.
"""

__version__ = "2023.39.0"
