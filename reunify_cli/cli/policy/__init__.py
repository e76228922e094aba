"""What `reunify policy` shows and asks: the policies there are, a policy as a handbook, its mistakes, its examples."""
