"""One module a command; app.py is the table of contents."""
