"""The command line: reads what the user wants, asks the other layers, shows the answer."""
