"""The command line: words in, exit code out; the only place that asks what day it is and who is asking."""
