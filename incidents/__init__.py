"""News reports about the war in Syria in; incidents that can be trusted, questioned and cited out."""

__version__ = "0.1.0"
