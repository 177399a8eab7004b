"""Edit tasks as examples to train on."""
