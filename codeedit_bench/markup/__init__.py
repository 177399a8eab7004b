"""HTML and SVG that we write ourselves: the head of a page, elements, scales."""
