"""Commands for people who build a data set."""
