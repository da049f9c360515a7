"""A rules engine for policies that pay: it knows expressions, unknowns and quotes, and no policy.

- ``phrases``     amounts, dates and percentages as official Chinese texts write them
- ``diagram``     decision diagrams: one function of several unknowns
- ``expression``  rules as Python expressions made with overloaded operators
- ``facts``       what can be asked, and how an answer is read
- ``text``        articles, sentences, quotes and the units in their brackets
- ``measure``     one thing that a text grants or announces
- ``policy``      a whole policy, compiled
- ``case``        one applicant
- ``document``    reading a document of answers, with every problem at once
- ``settle``      rules with a reading settled
- ``plain_words`` conditions in plain words
- ``conditions``  what a measure asks, as a list read off its rule
- ``assess``      the readers of the rules: bounds, what is missing
- ``reasons``     why, and why not
- ``stakes``      what hangs on a reading
- ``sql``, ``sql_tree``  the rules as one SELECT
- ``steps``       what would bring more, and what to ask next
- ``schema``      JSON Schemas of the documents
"""
