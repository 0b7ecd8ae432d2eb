"""The campaign file: the only place that knows SQL."""
