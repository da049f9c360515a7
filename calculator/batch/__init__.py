"""Many applicants at once: a table in, a table out.

- ``grid``     cells and the letters of their columns
- ``cells``    what people write in a cell, read as an answer
- ``columns``  which column of a table holds which fact
- ``tables``   CSV and XLSX files, read and written so that nothing in a cell is ever executed
- ``workbook`` writes an XLSX file row by row
- ``screen``   a table of applicants, assessed row by row
- ``command``  the commands ``screen``, ``template`` and ``sql``
- ``page``     what the worker of the page 批量测算 calls

Only the standard library is used, and openpyxl where an XLSX file is read.
"""
