"""How wide a table's columns are: one answer for the layouts that cannot measure letters, the web page and Word."""

from reunify_cli.papers.layout.blocks import Table, column_words

LINE = 69
"""About how many bold letters go into a line of a page."""
_PADDING = 1.6
"""A cell's room to the left and right of its words, in letters."""


def shares(table: Table) -> list[float]:
    """The part of the width that each column takes, together 1: what its longest word needs, then what it would like.

    The narrow columns get what they want, so a date stays on one line; the wide ones share what is left.
    """
    least, most = ([len(each) + _PADDING for each in side] for side in column_words(table))
    widths, left = list(least), LINE - sum(least)
    by_wish = sorted(range(len(most)), key=lambda column: most[column] - least[column])
    for nth, column in enumerate(by_wish):
        more = max(0, min(most[column] - least[column], left / (len(most) - nth)))
        widths[column] += more
        left -= more
    total = sum(widths)
    return [width / total for width in widths]
