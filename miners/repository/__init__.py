"""Reading repositories that nobody vouches for: nothing in them is executed or obeyed."""
