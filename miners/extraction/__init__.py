"""From commits to tasks, one commit at a time."""
