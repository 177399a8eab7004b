"""A run as a person reads it: prompt, completion, answer, reference and verdict of each sample side by side."""
