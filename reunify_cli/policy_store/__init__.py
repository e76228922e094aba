"""Policies in folders: inheritance, overrides, adoption, examples, lint, coverage, comparison."""
