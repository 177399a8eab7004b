"""One edit as a question: what stands before it, how well the history foretells it, the task made of it."""
