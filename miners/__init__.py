"""Git histories become edit tasks. The only package that talks to git."""
