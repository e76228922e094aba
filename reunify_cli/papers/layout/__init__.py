"""A paper laid out: Markdown, web page, PDF and Word file."""
