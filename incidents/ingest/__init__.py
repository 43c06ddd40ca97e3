"""Reports into the store: one by one (:mod:`.single`), or a corpus of any size on many processes (:mod:`.corpus`)."""

from incidents.ingest.single import Counts, Processor, add_one, attempt, collect, ingest, process

__all__ = ["Counts", "Processor", "add_one", "attempt", "collect", "ingest", "process"]
