"""The law: what a policy says, and the days on which it applies."""
