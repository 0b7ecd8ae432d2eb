"""Text to values and back: each module knows one format."""
