"""How a number becomes a call: one small module per way. Every number comes here from `core.dialable`."""
