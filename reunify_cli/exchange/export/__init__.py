"""Tables for regional and national questions: what happened, what was owed, and how things stood over time.

No row holds a name, an address or anything that somebody wrote in their own words. The columns are declared once, in
`columns.py`; rows, files and the description that goes with them are all made from there.
"""
