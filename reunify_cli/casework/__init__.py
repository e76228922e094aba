"""Use cases without a terminal: recording, amending, closing, papers made, exporting; plain values in and out."""
