"""ringa: offline-first calling for trade unions."""

__version__ = "0.1.0"
