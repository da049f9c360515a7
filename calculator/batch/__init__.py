"""Many applicants at once: a table in, a table out.

- ``cells``    what people write in a cell, read as an answer
- ``columns``  which column of a table holds which fact
- ``tables``   CSV and XLSX files, read and written so that nothing in a cell is ever run
- ``workbook`` an XLSX file, written row by row
- ``screen``   a table of applicants, assessed row by row
- ``command``  the commands ``screen``, ``template`` and ``sql``
- ``page``     the page 批量测算: what its worker calls

Only the standard library is used, and openpyxl where an XLSX file is read.
"""
