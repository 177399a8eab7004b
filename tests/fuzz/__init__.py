"""The long hunt for false equals: `make fuzz`."""
