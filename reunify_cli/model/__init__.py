"""The case: people, dates and what happened, as plain immutable records without files, clock or terminal."""
