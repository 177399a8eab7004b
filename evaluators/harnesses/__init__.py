"""A data set as a task of another evaluation harness, scored as it is here."""
