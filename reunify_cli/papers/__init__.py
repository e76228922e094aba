"""Papers: what they say to their reader, and how that is laid out."""
