"""The tiny model of the demo and of the CPU evidence: its tokenizer, its initialisation, its checkpoint."""
