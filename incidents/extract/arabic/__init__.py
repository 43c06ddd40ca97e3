"""Reports in Arabic, read by word lists and word order."""

from incidents.extract.arabic.reader import NOTE, ArabicReader, Reading
from incidents.extract.arabic.script import is_arabic, unread_script

__all__ = ["NOTE", "ArabicReader", "Reading", "is_arabic", "unread_script"]
