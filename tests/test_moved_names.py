"""Names that moved since 0.1 are still found where people import them from."""

from __future__ import annotations


def test_the_names_of_0_1_are_the_same_objects() -> None:
    import codeedit_bench.dataset
    import codeedit_bench.records
    import miners.filters.model
    from codeedit_bench.tasks import dataset, records
    from miners.filters import filter as filter_module

    assert codeedit_bench.dataset.open_dataset is dataset.open_dataset
    assert codeedit_bench.records.EditTask is records.EditTask
    assert miners.filters.model.Filter is filter_module.Filter


def test_the_trainers_of_0_2_are_found_at_their_earlier_place() -> None:
    import gapo.trainer_build
    from gapo.trainers import build

    assert gapo.trainer_build.advantage_function is build.advantage_function
