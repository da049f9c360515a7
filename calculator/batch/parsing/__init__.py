"""A table as people write it, read so that each cell is understood or named.

- ``grid``          cells and the letters of their columns
- ``cells``         what people write in a cell, read as an answer
- ``columns``       which column of a table holds which fact
- ``amount_units``  units of amounts, wherever a table states them
- ``survey``        what was read of a table: its headings and rows, and what must be asked
- ``plausible``     whether the amounts can be what they seem
- ``proposals``     what a column seems to hold whose heading is not the words of a question
"""
