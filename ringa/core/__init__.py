"""Pure rules of calling: values in, values out; no files, clock, chance, database or screen."""
