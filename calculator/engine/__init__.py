"""A rules engine for policies that pay: it knows expressions, unknowns and quotes, and no policy.

- ``phrases``      amounts, dates and percentages as official Chinese texts write them
- ``text``         articles, sentences, quotes and the units in their brackets
- ``unit``         responsible units
- ``expression``   rules as Python expressions built with overloaded operators
- ``unknown``      what a rule can ask, in general
- ``facts``        the kinds of facts, one module each, and readings of the text
- ``ladder``       awards for lines that a yearly amount reaches for the first time
- ``measure``      one thing that a text grants or announces
- ``policy``       a whole policy, as it is declared
- ``quotes``       the rules checked against the text
- ``diagram``      decision diagrams: one function of several unknowns
- ``compiled``     a policy's rules as decision diagrams
- ``case``, ``document``  one applicant, and how a document of answers is read
- ``assess``       the result for one applicant: bounds, what is missing
- ``reasons``      why, and why not
- ``steps``        what would raise an amount, and what to ask next
- ``stakes``       the difference in payout between the two ways to read the text
- ``settle``       rules with a reading settled
- ``plain_words``, ``conditions``  what a measure asks, as a list in plain words
- ``catalogue``    all that the rules say, as plain dicts and lists
- ``schema``       JSON Schemas of the documents
- ``sql``, ``sql_tree``   the rules as one SELECT
- ``words``        the words for the states of a result
- ``memo``, ``messages``  a small cache; parts of error messages
"""
