"""What the columns of old 台账 and registers are called, and what becomes of each row; pure.

An old 台账 becomes history: rows that say what a paper said. They are no enrolments, so that no credit and no money follows.
"""
