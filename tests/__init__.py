"""The tests; not shipped. A package, so that helpers can be imported from it."""
