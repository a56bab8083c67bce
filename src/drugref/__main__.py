"""Run the program: `drugref`, or `python -m drugref`."""

import gc
import sys

from drugref.lane import laid_out


def main() -> None:
    """Run the command line; Ctrl-C ends it without a word, exit code 130.

    A page is shown within a tenth of a second, of which a sixth would be spent on looking for garbage: rarely while
    the program runs (compiling many files still needs it), and never at its end.
    """
    gc.set_threshold(100_000)
    try:
        answer = laid_out(sys.argv[1:])
        if answer is not None:
            sys.exit(_print(answer))
        from drugref.cli.app import app  # what is laid out needs none of it

        app(prog_name="drugref")
    except KeyboardInterrupt:  # before or after a command runs; during one, typer answers it the same way
        sys.exit(130)
    finally:
        gc.freeze()


def _print(answer: str) -> int:
    """Print an answer that was laid out, and give the exit code."""
    try:
        sys.stdout.write(answer)
        sys.stdout.flush()
    except OSError as error:
        from drugref.console import discard_output, lost_answer, say  # as above

        if isinstance(error, BrokenPipeError):
            discard_output()
            return 0
        lost = lost_answer(error)
        say(f"drugref: {lost}")
        return lost.exit_code
    return 0


if __name__ == "__main__":
    main()
