"""The pages of `reunify help`."""
