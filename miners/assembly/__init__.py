"""From the tasks of all chunks to one data set: duplicates, caps, splits, files."""
