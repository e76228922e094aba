"""The index: what lists show, kept between commands in the user's own cache folder."""
