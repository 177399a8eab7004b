"""Edit tasks become predictions, and predictions become scores with their noise."""
