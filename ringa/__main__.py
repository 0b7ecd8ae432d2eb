"""The way in: first the language, then the command line, because help texts are translated as they are imported."""

import gc
import os
import sys


def main() -> None:
    """Run the command line and end the process with its exit code."""
    # What is imported lives until the end: looking through it for garbage, now and when the process ends,
    # finds nothing and costs a sixth of the time of `ringa next`.
    gc.disable()
    from ringa import i18n

    i18n.activate(i18n.choose(os.environ))
    from ringa.cli.app import app

    gc.freeze()
    gc.enable()
    _end(app(standalone_mode=False))


def _end(code: int) -> None:
    """End the process as it is: to take a whole program apart first is a twentieth of the time of `ringa next`."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):  # nobody reads on, or the disk is full: Python knows what to say
        sys.exit(code)
    os._exit(code)


if __name__ == "__main__":
    main()
