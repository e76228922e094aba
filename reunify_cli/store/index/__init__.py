"""The index: what was judged once, kept in the user's own cache folder, and never trusted over the files."""
