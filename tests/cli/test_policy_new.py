"""`reunify policy new`: a folder to begin with, in which everything that stands behind a mark works once it is taken away."""
