"""A data set again from an index of it: what is published in place of other people's code."""
