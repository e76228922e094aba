"""What commands show: lines of text from judged cases and rows."""
