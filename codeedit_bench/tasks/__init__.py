"""Edit tasks: their records, how they are stored, and the data sets that hold them."""
