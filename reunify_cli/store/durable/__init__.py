"""Files changed safely: locks, whole writes, several files at once."""
