"""Data files of the site: scripts that call one registered function, so that they load from disk too.

A browser refuses `fetch` of a file beside the page, but runs a script beside it. What stands in such a script may
come from a model or a repository. So it is pure ASCII and holds no `<`. No character set, no U+2028, no lone
surrogate and no `</script>` can change how it is read.
"""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy


def script_json(value: Any) -> str:
    """`value` as JSON that is also safe JavaScript, wherever it is put."""
    return _harmless(json.dumps(value, ensure_ascii=True, separators=(",", ":"), allow_nan=False))


def _harmless(text: str) -> str:
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def write_shard(site: Path, name: str, value: Any) -> int:
    """Write `data/<name>.js`, which hands `value` to the page under `name`; return its size in bytes."""
    return write_script(site, name, json.dumps(value, ensure_ascii=True, separators=(",", ":"), allow_nan=False))


def write_script(site: Path, name: str, text: str) -> int:
    """The same for a value that is ASCII JSON already.

    Not written beside and renamed like other files: the whole site appears at once.
    """
    target = site / "data" / f"{name}.js"
    target.parent.mkdir(parents=True, exist_ok=True)
    content = f"codeedit.register({script_json(name)},{_harmless(text)});\n".encode("ascii")
    target.write_bytes(content)
    return len(content)


def pack_bits(values: numpy.ndarray, width: int) -> str:
    """Non-negative integers of `width` bits each, most significant bit first, as base64."""
    import numpy as np

    if width == 1:
        bits = values.astype(np.uint8)
    else:
        shifts = np.arange(width - 1, -1, -1)
        bits = ((values.astype(np.int64)[:, None] >> shifts) & 1).astype(np.uint8)
    return base64.b64encode(np.packbits(bits).tobytes()).decode("ascii")


def pack_array(values: numpy.ndarray, kind: str) -> str:
    """A numpy array as base64 of little-endian `kind` (`u1`, `u2`, `u4`)."""
    return base64.b64encode(values.astype(f"<{kind}").tobytes()).decode("ascii")
