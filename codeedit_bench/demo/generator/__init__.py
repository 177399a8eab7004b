"""Ten small projects with histories to mine: written from scenarios, the same everywhere."""

from codeedit_bench.demo.generator.repositories import build_demo_repositories

__all__ = ["build_demo_repositories"]
