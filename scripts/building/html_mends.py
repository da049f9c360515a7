"""What the theme's HTML gets wrong and no template block lets us say right: one pure function.

Each mend carries its reason. `building/finishing.py` makes them in every page.
"""

import re

_CELL = re.compile(r"(<tr>\s*)<td>(.*?)</td>", re.DOTALL)
_ROW_HEADED = re.compile(r'(<div class="row-headed">)(.*?)(</table>)', re.DOTALL)
_TABLE = re.compile(r"<table>(.*?)</table>", re.DOTALL)
_COLUMN = re.compile(r"<th>(.*?)</th>", re.DOTALL)
_ROW = re.compile(r"<tr>.*?</tr>", re.DOTALL)
_TD = re.compile(r"<td>(.*?)</td>", re.DOTALL)
_NARROW = 2
"""So many columns stand beside each other on a phone too."""
_SHORT = 12
"""Cells of so many characters do too, however many columns there are."""
_SECOND_TOC = '<nav class="md-nav md-nav--secondary" aria-label="本页目录"'


def mended(html: str) -> str:
    """Return the page with every mend made; making them twice changes nothing more."""
    # HTML allows autocomplete on no checkbox (Nu).
    html = re.sub(r'(<input class="md-toggle"[^>]*?) autocomplete="off"', r"\1", html)
    # An empty tabindex is no number (Nu).
    html = html.replace(' tabindex=""', "")
    # aria-expanded belongs on the control, not on the list that it opens (Nu, axe).
    html = re.sub(r'(<nav class="md-nav"[^>]*?) aria-expanded="(?:true|false)"', r"\1", html)
    # A label must not point at a control that the page does not have (Nu).
    if 'id="__toc"' not in html:
        html = html.replace(' for="__toc"', "")
    # The table of contents is in the page twice: two landmarks need two names (axe).
    if html.count(_SECOND_TOC) > 1:
        html = html.replace(_SECOND_TOC, _SECOND_TOC[:-1] + '(导航内)"', 1)
    # Here the style asks whether a page has notes beside its text: had it to look for them with
    # `:has()`, each element that comes into a page or leaves it would have all of it styled anew.
    if 'class="beside"' in html:
        html = html.replace('<main class="md-main"', '<main class="md-main with-notes"')
    # Markdown cannot say that the first cell heads its row.
    html = _ROW_HEADED.sub(lambda div: div[1] + _row_headed(div[2]) + div[3], html)
    # On a phone a table of words becomes a list, in which each value needs its column's name.
    html = _TABLE.sub(_stacking, html)
    # The markers of scripts/pages and the names of tests are for those who write the Markdown.
    return re.sub(r"<!-- (?:(?:begin|end):[\w-]+|see [^>]*|test_[\w, ]+) -->\n?", "", html)


def _row_headed(table: str) -> str:
    """Make each row's first cell its header."""
    return _CELL.sub(r'\1<th scope="row">\2</th>', table)


def _stacking(table: re.Match[str]) -> str:
    """Tell the cells of a table of words their column; leave a table of figures as it is."""
    names = [_words(name) for name in _COLUMN.findall(table[1])]
    cells = [_words(cell) for cell in _TD.findall(table[1])]
    if len(names) <= _NARROW or max(map(len, cells), default=0) <= _SHORT:
        return table[0]

    def row(found: re.Match[str]) -> str:
        headed = 'scope="row"' in found[0]
        columns = iter(names[headed:])
        return _TD.sub(
            lambda cell: f'<td data-label="{next(columns, "")}">{cell[1]}</td>', found[0]
        )

    return f"<table data-stacks>{_ROW.sub(row, table[1])}</table>"


def _words(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html).strip()
