"""What the entry point `verl.plugins: gapo` names: importing it registers, which is all that verl does."""

from __future__ import annotations

from gapo.verl.plugin import register

NAME = register()
