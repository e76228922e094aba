"""One module for each command, imported only when somebody types it."""
