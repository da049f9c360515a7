"""What the theme's HTML gets wrong and no template block lets us say right: one pure function.

Each mend carries its reason. `building/finishing.py` makes them in every page.
"""

import re

_CELL = re.compile(r"(<tr>\s*)<td>(.*?)</td>", re.DOTALL)
_ROW_HEADED = re.compile(r'(<div class="row-headed">)(.*?)(</table>)', re.DOTALL)
_COLUMN = re.compile(r"<th>(.*?)</th>", re.DOTALL)
_ROW = re.compile(r"<tr>\s*<td>.*?</tr>", re.DOTALL)
_TD = re.compile(r"<td>")
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
    # Markdown cannot say that the first cell heads its row.
    html = _ROW_HEADED.sub(lambda div: div[1] + _row_headed(div[2]) + div[3], html)
    # The markers of scripts/pages are for the Markdown files; readers need not load them.
    return re.sub(r"<!-- (?:(?:begin|end):[\w-]+|see [^>]*) -->\n?", "", html)


def _row_headed(table: str) -> str:
    """Make each row's first cell its header; label the others by column, for narrow screens."""
    names = [re.sub(r"<[^>]+>", "", name) for name in _COLUMN.findall(table)]

    def row(found: re.Match[str]) -> str:
        cells = iter(names[1:])
        headed = _CELL.sub(r'\1<th scope="row">\2</th>', found[0], count=1)
        return _TD.sub(lambda _: f'<td data-label="{next(cells, "")}">', headed)

    return _ROW.sub(row, table)
