"""Many applicants at once: a table in, a table out.

- ``parsing/``  a table as people write it
- ``tables``    CSV and XLSX files, read and written so that nothing in a cell is ever executed
- ``options``   what a person says on the command line about a table
- ``screen``    a table of applicants, assessed row by row
- ``large``     large tables, by the SELECT in an embedded database
- ``large_survey``  what is not clear in a large table
- ``sql_dialects``  the SELECT for other databases
- ``writing/``  the result and the empty table to fill in, for people to open
- ``command``   the commands ``screen``, ``template`` and ``sql``
- ``cases``     the cases that officials check and sign, in ``docs/cases.csv``
- ``page``      what the worker of the page 批量测算 calls

Only the standard library is used, openpyxl where an XLSX file is read, and where they are asked
for, DuckDB and sqlglot.
"""
