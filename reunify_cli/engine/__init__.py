"""The judgement: a case and a policy in, duties, gates and findings out; no files, no clock, no terminal."""
