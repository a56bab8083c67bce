"""Run the program: `drugref`, or `python -m drugref`."""

import gc
import sys


def main() -> None:
    """Run the command line; Ctrl-C ends it without a word, exit code 130.

    A page is shown within a tenth of a second, of which a sixth would be spent on looking for garbage: rarely while
    the program runs (compiling many files still needs it), and never at its end.
    """
    gc.set_threshold(100_000)
    try:
        from drugref.cli.app import app  # the line above must come first

        app(prog_name="drugref")
    except KeyboardInterrupt:  # before or after a command runs; during one, typer answers it the same way
        sys.exit(130)
    finally:
        gc.freeze()


if __name__ == "__main__":
    main()
