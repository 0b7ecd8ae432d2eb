"""The process that the library of `faults` is loaded into; started by `faults.call` with the name of the driver."""

import json
import os
import sys
import traceback
from importlib import import_module


def main() -> None:
    """Answer calls, one a line, until there are no more."""
    if sys.argv[1] == "sqlite3":
        sys.modules["sqlcipher3"] = None  # type: ignore[assignment]  # as where it is not installed
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what is printed does not get among them
    for line in sys.stdin:
        module, function, arguments = json.loads(line)
        try:
            answer = ["ok", getattr(import_module(module), function)(**arguments)]
        except Exception:
            answer = ["failed", traceback.format_exc()]
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
