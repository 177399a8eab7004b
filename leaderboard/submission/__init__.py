"""A run as one archive that others can check without trust: packed here, read with suspicion there."""
