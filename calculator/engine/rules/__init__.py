"""What rules are made of, and what they are compiled to.

- ``expression``   rules as Python expressions built with overloaded operators
- ``unknown``      what a rule can ask, in general
- ``facts``        the kinds of facts, one module each, and readings of the text
- ``ladder``       awards for thresholds that a yearly amount reaches for the first time
- ``measure``      one thing that a text grants or announces
- ``settle``       rules with a reading settled
- ``quotes``       the rules checked against the text
- ``diagram``      decision diagrams: one function of several unknowns
- ``compiled``     a policy's rules as decision diagrams
"""
