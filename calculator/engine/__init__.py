"""A rules engine for policies that pay: it knows expressions, unknowns and quotes, and no policy.

- ``policy``       a whole policy, as it is declared
- ``text``         articles, sentences, quotes and the units in their brackets
- ``unit``         responsible units
- ``phrases``      amounts, dates and percentages as official Chinese texts write them
- ``state_words``  the words for the states of a result
- ``memo``, ``messages``  a small cache; parts of error messages
- ``rules/``       what rules are made of, and what they are compiled to
- ``case``, ``document``  one applicant, and how a document of answers is read
- ``assess``       the result for one applicant: bounds, what is missing
- ``reasons``      why, and why not
- ``asking``       what to ask which unit about a result
- ``on_record``    what authorities have replied
- ``steps``        what would raise an amount, and what to ask next
- ``describing/``  what the rules say of themselves, for pages, machines and databases
"""
