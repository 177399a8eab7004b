"""What is measured before and during a run."""
