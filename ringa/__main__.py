"""The way in: first the language, then the command line, because help texts are translated as they are imported."""

import os
import sys

from ringa import i18n


def main() -> None:
    """Run the command line and end the process with its exit code."""
    i18n.activate(i18n.choose(os.environ))
    from ringa.cli.app import app

    sys.exit(app())


if __name__ == "__main__":
    main()
