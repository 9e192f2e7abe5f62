"""Which names, and which rows of two tables, mean the same thing."""
