"""Prepares the filings of an e-government project (电子政务工程建设项目), offline."""

__version__ = "0.1.0"
