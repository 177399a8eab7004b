"""What is read from a history: commits, the files that they change, their edits in an order."""
