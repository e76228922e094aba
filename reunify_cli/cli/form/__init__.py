"""Plain forms for lists and long texts: laid out, filled in by an editor, read back with every mistake in its place."""
