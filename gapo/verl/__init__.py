"""GAPO inside verl: the plug-in, the reward and the launcher."""
