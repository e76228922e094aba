"""What other systems write, read into this project's words; nothing here knows how cases are kept on disk."""
