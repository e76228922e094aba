"""What papers for professionals say, from a judged case."""
