"""What papers for the court and the family say: only what somebody marked as shareable."""
