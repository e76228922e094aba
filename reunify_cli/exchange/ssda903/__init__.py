"""The SSDA903, the yearly return on looked-after children: read, put into this project's words, compared with cases.

`rows` reads a folder of CSV files, `codes` says what their codes mean, `entries` makes journal entries of a child's
rows, `checks` says which rows break the return's own rules, `compare` finds what a newer return changes, `plan` puts
it together without writing anything, and `report` says it row by row.
"""
