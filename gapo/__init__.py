"""GAPO and its baselines: train a model on edit tasks with the scorer as the reward."""
