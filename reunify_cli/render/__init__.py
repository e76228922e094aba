"""Everything that is shown: on screen, as Markdown, and on paper."""
