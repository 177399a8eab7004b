"""The pages, styles and scripts of the site. A package, so that they are installed with it."""
