"""Many applicants at once: a table in, a table out.

- ``grid``     cells and the letters of their columns
- ``cells``    what people write in a cell, read as an answer
- ``columns``  which column of a table holds which fact
- ``units``    units of amounts, wherever a table states them
- ``tables``   CSV and XLSX files, read and written so that nothing in a cell is ever executed
- ``survey``   what was read of a table: headings, rows, what is left out and what must be asked
- ``plausible``  whether the amounts can be what they seem
- ``options``  what a person says on the command line about a table
- ``workbook`` writes an XLSX file row by row
- ``screen``   a table of applicants, assessed row by row
- ``proposals`` what a column seems to hold whose heading is not the words of a question
- ``report``   the result as a plain table and as a workbook
- ``template`` the empty table to fill in
- ``command``  the commands ``screen``, ``template`` and ``sql``
- ``page``     what the worker of the page 批量测算 calls

Only the standard library is used, and openpyxl where an XLSX file is read.
"""
