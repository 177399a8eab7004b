"""A row in the form of Instinct's data, written here."""

from __future__ import annotations

from typing import Any

INSTINCT: dict[str, Any] = {
    "messages": [
        {"role": "system", "content": "You are Instinct."},
        {
            "role": "user",
            "content": "Reference the excerpt.\n\n### Context:\n<|context_file|> b.py\n<|snippet|>\nx\n\n"
            '### User Edits:\n\nUser edited file "area.py"\n\n```diff\n@@ -4,1 +4,1 @@\n-def new(w, h):\n'
            '+def area(w, h):\n```\n\nUser edited file "area.py"\n\n```diff\n@@ -1,1 +1,1 @@\n-import sys\n'
            '+import os\n```\n\n### User Excerpt:\n"area.py"\n\nimport os\n\n\n<|editable_region_start|>\n'
            "def area(w, h):\n    return w<|user_cursor_is_here|> * h\n<|editable_region_end|>\nprint(1)\n",
        },
        {"role": "assistant", "content": "def area(w, h):\n    return w * h * 2"},
    ]
}
