"""The shipped samples: complete, sourced, read-only, and what the pipeline makes of them today."""

from __future__ import annotations

import pytest

from incidents.errors import ReadOnlyStore
from incidents.samples import build, sample_documents, sample_sources
from incidents.store import Store
from incidents.store.shipped import EXTRACTED, folder, sample_results
from tests.factories import TEXT, make_result


def test_every_text_is_in_the_shipped_records_unchanged() -> None:
    assert [result.document for result in sample_results()] == list(sample_documents())


def test_samples_are_marked_named_dated_and_sourced() -> None:
    sources = sample_sources()
    documents = list(sample_documents())
    assert len(documents) >= 15
    assert len({document.ref for document in documents}) == len(documents)
    for document in documents:
        assert document.sample
        assert document.title
        assert document.publisher
        assert document.published
        assert sources[document.ref], f"{document.ref} names no source for its facts"
        assert not document.text.startswith("---")


def test_the_sample_store_is_read_only() -> None:
    store = Store.samples()
    frame = store.frame()
    assert len(frame) >= 15
    assert frame["sample"].all()
    with pytest.raises(ReadOnlyStore):
        store.add(make_result(TEXT))


def test_quotes_stand_where_the_records_say() -> None:
    for result in sample_results():
        for claim in result.claims:
            assert claim.start is not None
            assert result.document.text[claim.start : claim.end] == claim.quote


def test_the_shipped_records_are_what_the_pipeline_makes_today() -> None:
    from incidents.pipeline import Pipeline

    shipped = (folder() / EXTRACTED).read_text(encoding="utf-8")
    assert build(Pipeline.create(shipped_places_only=True)) == shipped, (
        f"make them anew: incidents build-samples --out data/samples/{EXTRACTED}, and look at what changed"
    )
