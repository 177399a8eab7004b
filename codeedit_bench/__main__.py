"""`python -m codeedit_bench` is `codeedit`."""

import sys

from codeedit_bench.cli import main

sys.exit(main())
