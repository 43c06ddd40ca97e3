"""What reads reports in the processes that these tests start: quick, and unruly where a report says so."""

from __future__ import annotations

import os
import signal
import time
import zlib
from pathlib import Path

from incidents.errors import InputError, ModelMissing
from incidents.extract.llm.settings import Settings
from incidents.model import Document, ReportResult, Run
from tests.factories import make_result

RUN = Run("test/1", "rules/1", "places/1", "model/1")


class Reader:
    """Finds the incidents of the report of the factories in each report, some days later or earlier."""

    run = RUN

    def process(self, document: Document) -> ReportResult:
        later = zlib.crc32(document.text.encode()) % 400
        made = make_result(document.text, later=later, ref=document.ref, published=document.published)
        return ReportResult(document, made.claims, made.incidents, (), self.run)


class Empty:
    """Finds nothing."""

    run = RUN

    def process(self, document: Document) -> ReportResult:
        return ReportResult(document, (), (), (), self.run)


class Unruly(Reader):
    """Does what a report's first words say."""

    def process(self, document: Document) -> ReportResult:
        word, _, rest = document.text.partition(" ")
        if word == "CRASH":
            os.kill(os.getpid(), signal.SIGKILL)
        if word == "ONCE":
            mark = Path(rest.split(" ")[0])
            if not mark.exists():
                mark.touch()
                os.kill(os.getpid(), signal.SIGKILL)
        if word == "HANG":
            time.sleep(600)
        if word == "SLOW":
            time.sleep(0.02)
        if word == "REFUSE":
            raise InputError("this one cannot be read: leave it out.")
        print("a library's chatter")
        return super().process(document)


def reader(llm: Settings | None) -> Reader:
    return Reader()


def empty(llm: Settings | None) -> Empty:
    return Empty()


def unruly(llm: Settings | None) -> Unruly:
    return Unruly()


def missing(llm: Settings | None) -> Reader:
    raise ModelMissing("There is no model: install it.")
