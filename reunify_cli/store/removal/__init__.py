"""Lawful removal: words taken out of a record, or the whole of it, with a line of who ordered it."""
