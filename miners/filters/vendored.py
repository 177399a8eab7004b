"""Other projects' code kept inside this one, by folder names such as linguist's `vendor.yml` lists."""

from __future__ import annotations

import re

from codeedit_bench.records import KEEP, Verdict
from miners.config import MinerConfig
from miners.filters.model import DROP, Filter

_VENDORED = re.compile(
    r"(?:^|/)(?:vendors?|vendored|third[_-]?party|3rd[_-]?party|3rdparty|externals?|extern|node_modules|bower_components"
    r"|jspm_packages|_vendor|deps|Pods|Carthage|Godeps|site-packages|dist-packages|thirdparty|contrib/vendor"
    r"|gtest|googletest|catch2|jquery|bootstrap|MathJax|ckeditor|tinymce)/"
    r"|(?:^|/)(?:jquery|bootstrap|modernizr|prototype|mootools|d3|underscore|lodash|angular|react|vue|require|three"
    r"|sqlite3|catch|doctest|json11|stb_\w+|tinyxml2?|miniz|lz4|xxhash)(?:[-.]\d[\w.]*)?(?:\.(?:min|slim|pkgd))?\.(?:js|h|hpp|c|cpp)$",
    re.IGNORECASE,
)


def check(path: str, _config: MinerConfig) -> Verdict:
    return DROP if _VENDORED.search(path) else KEEP


FILTER = Filter("path", check)
