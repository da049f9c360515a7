"""What the rules say of themselves, whoever applies: for pages, machines and databases.

- ``plain_words``, ``conditions``  what a measure asks, as a list in plain words
- ``stakes``       the difference in payout between two answers, to a reading or any question
- ``catalogue``    all that the rules say, as plain dicts and lists
- ``schema``       JSON Schemas of the documents
- ``sql``, ``sql_tree``   the rules as one SELECT
"""
