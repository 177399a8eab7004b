"""Other projects' code kept inside this one, told by its path.

The rules give the answers of linguist's `vendor.yml` for the languages mined here, with two exceptions. A
library's name counts in a file's own name alone. Folders called `cache` and `env` and files called `fabfile.py`
may be a project's own. So may `Fixtures`, which in PHP is a name space: that word counts in small letters only.
"""

from __future__ import annotations

import re

from codeedit_bench.tasks.records import KEEP, Verdict
from miners.config import MinerConfig
from miners.filters.filter import DROP, Filter

_FOLDERS = (
    *("vendors?", "vendored", "_vendor", "ven+dor", "externals?", "extern", "deps", "(?:3rd|third)[-_]?party"),
    *(
        "node_modules",
        "bower_components",
        "jspm_packages",
        "xvba_modules",
        r"\.yarn",
        "Godeps",
        "Pods",
        "Carthage",
    ),
    *("site-packages", "dist-packages", "contrib/vendor", r"packages/[^/]+\.\d+", "admin_media", "inst/extdata"),
    *("gradle/wrapper", r"\.mvn/wrapper", r"\.github", r"\.teamcity", r"\.vscode", r"\.google_apis"),
    *("docs?/_?(?:build|themes?|templates?|static)", "(?:tests?|specs?)/(?-i:fixtures)", "testdata"),
    *("gtest", "googletest", "catch2", "jquery", r"bootstrap(?:-\d[\w.-]*|-datepicker)?", "select2", "tiny_?mce"),
    *("ckeditor", "ace-builds", "MathJax", "extjs", "flow-typed", "puphpet", r"\.obsidian", r"\w+\.framework"),
    r"codemirror/(?:\d[\d.]*/)?(?:lib|mode|theme|addon|keymap|demo)",
)
_AT_THE_ROOT = ("dependencies", "debian")

_LIBRARIES = (
    *(r"jquery(?:-\w+)*", r"jquery\.(?:ui|effects)\.[\w-]+", r"bootstrap(?:[-.]\w+)*", r"custom\.bootstrap\w*"),
    "modernizr(?:[-.]custom)?",
    *(r"angular(?:-\w+)*", r"react(?:-\w+)*", "vue", r"d3(?:\.v\d+)?", "underscore", "lodash", "three", "require"),
    *(r"prototype(?:-\w+)*", "effects", "controls", "dragdrop", r"mootools[\w.-]*", "dojo", "mochikit"),
    *(r"yui[\w-]*", r"yahoo-[\w-]+", "ckeditor", r"tiny_mce\w*", r"shBrush\w+", "shCore", "shLegacy"),
    *("knockout", "html5shiv", r"cordova(?:-\w+)?", r"foundation(?:\.\w+)*", "materialize", "fuelux", "bootbox"),
    *(r"slick(?:\.\w+)?", r"pdf\.worker", r"leaflet\.(?:draw-src|spin)", "wicket-leaflet"),
    *(r"microsoft(?:mvc)?(?:ajax|validation)", r"jquery\.(?:fancybox|fileupload|dataTables|fn\.gantt)(?:-\w+)?"),
    r"jquery\.(?:validate(?:\.unobtrusive)?|unobtrusive-ajax)",
)
_VERSION = r"(?:[-.]v?\d[\w.]*)?"
_SOURCES = "sqlite3|catch|doctest|json11|stb_\\w+|tinyxml2?|miniz|lz4|xxhash"
_IN_FOLDER = re.compile(rf"(?:^|/)(?:{'|'.join(_FOLDERS)})/|^(?:{'|'.join(_AT_THE_ROOT)})/", re.IGNORECASE)
_FILE = re.compile(
    rf"(?:{'|'.join(_LIBRARIES)}){_VERSION}(?:[.-](?:min|slim|pkgd|debug|full))?\.js"
    rf"|(?:{_SOURCES}){_VERSION}\.(?:h|hpp|c|cpp)"
    r"|cpplint\.py|.*(?:-vsdoc|\.intellisense|[.-]min)\.js",
    re.IGNORECASE,
)


def check(path: str, _config: MinerConfig) -> Verdict:
    if _IN_FOLDER.search(path) or _FILE.fullmatch(path.rpartition("/")[2]):
        return DROP
    return KEEP


FILTER = Filter("path", check)
