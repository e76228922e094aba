"""What a reader must not learn, and the last look at a finished file."""
