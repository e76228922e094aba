"""English and layout without a case: days, lines, columns, cleaning, the envelope of JSON answers."""
