"""A licence counts only where it is stated for the file: whole, nearest, and not taken back."""

from __future__ import annotations

import pytest

from miners.licences.header import stated_licence
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
