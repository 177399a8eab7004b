"""History-aware code-edit tasks: records, storage, languages and the normal form that every score rests on."""

__version__ = "0.1.0"
