"""A licence counts only where it is stated for the file: whole, nearest, and not taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from identify.vendor.licenses import LICENSES

from miners.licences.header import stated_licence
from miners.licences.policy import PERMISSIVE
from miners.licences.texts import identify
from tests.miners.histories import LICENCE

BSD = """Redistribution and use in source and binary forms, with or without modification, are permitted
provided that redistributions in binary form must reproduce the above copyright notice.
Neither the name of the author may be used.
"""


@pytest.mark.parametrize(
    ("text", "licence"),
    [
        (LICENCE, "MIT"),
        ("The MIT License (MIT)\n\nCopyright (c) 2011-2025 The Ada Lovelace Authors\n\n" + LICENCE, "MIT"),
        ("Copyright 2020 Ada\nAll rights reserved.\n\n" + BSD, "BSD-3-Clause"),
        ("PolyForm Noncommercial License 1.0.0\n\n" + LICENCE, ""),
        ("All files below src/vendored are under this licence:\n\n" + LICENCE, ""),
        ("Content outside of the ee directory is under MIT.\n\n" + LICENCE, ""),
        (LICENCE + "\nThe Software shall be used for Good, not Evil.\n", ""),
        (LICENCE + "\nAdditional terms: you may not sell it.\n", ""),
        ("This product is proprietary. It holds:\n\n" + BSD, ""),
        ("word " * 500 + LICENCE, ""),
        ("Serde holds one file that is under the BSD license.\n", ""),
    ],
)
def test_a_permissive_text_counts_where_it_is_the_whole_text(text: str, licence: str) -> None:
    assert identify(text.encode()) == licence


def whole(name: str) -> str:
    """The text that the licence's authors wrote, with the names filled in."""
    text = next(text for spdx, text in LICENSES if spdx == name)
    # The package lost one space of the NCSA text.
    text = text.replace("personobtaining", "person obtaining")
    return text.replace("[year]", "2024").replace("[fullname]", "Ada Lovelace")


KNOWN = sorted(PERMISSIVE & {spdx for spdx, _ in LICENSES})
STRICT = sorted({spdx for spdx, _ in LICENSES} - PERMISSIVE)


def test_our_own_licence_file_is_read_as_what_it_is() -> None:
    file = Path(__file__).resolve().parent.parent.parent / "LICENSE"
    assert identify(file.read_bytes()) == "Apache-2.0"


@pytest.mark.parametrize("name", KNOWN)
@pytest.mark.parametrize(
    "before", ["", "Copyright (c) 2019-2025 Ada Lovelace and contributors, see the AUTHORS.txt file.\n\n"]
)
def test_each_permissive_text_is_known_as_its_authors_wrote_it(name: str, before: str) -> None:
    assert identify((before + whole(name)).encode()) == name


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("BSD 3-Clause License", "BSD-3-Clause"),
        ("The 2-Clause BSD License", "BSD-2-Clause"),
        ("New BSD License (Three-Clause)", "BSD-3-Clause"),
        ("The MIT License (MIT)", "MIT"),
    ],
)
def test_a_title_does_not_make_a_text_unclear(title: str, name: str) -> None:
    assert identify(f"{title}\n\n{whole(name)}".encode()) == name


@pytest.mark.parametrize("name", STRICT)
def test_no_other_text_counts_as_permissive(name: str) -> None:
    assert identify(whole(name).encode()) not in PERMISSIVE


@pytest.mark.parametrize("name", KNOWN)
@pytest.mark.parametrize(
    "clause",
    [
        "The Software is provided to you by the Licensor under the License, as defined below, subject to the "
        "Commons Clause License Condition.",
        "The Software shall be used for Good, not Evil.",
        "You may not sell copies, and you agree to these additional terms.",
        "This does not hold for production use, which needs a commercial license.",
    ],
)
@pytest.mark.parametrize("place", [0.0, 0.5, 1.0])
def test_a_clause_that_takes_something_back_makes_any_of_them_unknown(
    name: str, clause: str, place: float
) -> None:
    paragraphs = whole(name).strip().split("\n\n")
    paragraphs.insert(round(place * len(paragraphs)), clause)
    assert identify("\n\n".join(paragraphs).encode()) == ""


def test_a_name_that_may_not_advertise_takes_nothing_back() -> None:
    grant = (
        "Permission to use, copy, modify, and distribute this software for any purpose with or without fee is "
        "hereby granted, provided that the above copyright notice and this permission notice appear in all "
        "copies.\n"
    )
    name = (
        "Except as contained in this notice, the name of a copyright holder shall not be used in advertising or "
        "otherwise to promote the sale, use or other dealings in this Software without prior written "
        "authorization of the copyright holder.\n"
    )
    assert (
        identify(f"Copyright (c) 2024, Ada, and many others, see the THANKS file.\n{grant}{name}".encode())
        == "curl"
    )


@pytest.mark.parametrize(
    ("head", "licence"),
    [
        ("# SPDX-License-Identifier: GPL-2.0-or-later\nx = 1\n", "GPL-2.0-or-later"),
        ("/* SPDX-License-Identifier: mit */\n", "MIT"),
        ("// SPDX-License-Identifier: GPL-2.0 OR MIT\n", "MIT"),
        (
            "// SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note\n",
            "GPL-2.0-only WITH Linux-syscall-note",
        ),
        ("# SPDX-License-Identifier: MIT\n# SPDX-License-Identifier: LicenseRef-Mine\n", "LicenseRef-Mine"),
        ("/* This file is under the terms of the GNU General Public License. */\n", "GPL"),
        ('header = "SPDX-License-Identifier: GPL-3.0-only"\n', ""),
        ("x = 1\n", ""),
    ],
)
def test_what_a_file_says_of_itself_comes_first(head: str, licence: str) -> None:
    assert stated_licence(head) == licence
