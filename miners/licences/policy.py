"""Which licences let a task be published and trained on."""

from __future__ import annotations

PERMISSIVE = frozenset(
    {
        *("MIT", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "ISC", "Zlib", "Unlicense", "CC0-1.0", "0BSD"),
        *("BSL-1.0", "PSF-2.0", "PostgreSQL", "MIT-0", "NCSA", "PHP-3.01", "curl"),
    }
)
