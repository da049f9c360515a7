"""Tables for people to open.

- ``workbook``  writes an XLSX file row by row
- ``report``    the result as a plain table and as a workbook
- ``template``  the empty table to fill in
"""
