"""What there is to do for a set of children, from their files or from the index, with every count of it."""
