"""reunify: where each looked-after child stands on the way home, what is due, and why, from plain files."""

__version__ = "0.1.0"
