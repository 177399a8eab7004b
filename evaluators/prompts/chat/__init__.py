"""The generic dialects for instruction-tuned models. docs/evaluate.md tells how they did on real models."""
