"""Run the program: `drugref`, or `python -m drugref`."""

import gc
import sys

from drugref.lane import laid_out, parsed


def main() -> None:
    """Run the command line; Ctrl-C ends it without a word, exit code 130.

    A page is shown within a tenth of a second, of which a sixth would be spent on looking for garbage: rarely while
    the program runs (compiling many files still needs it), and never at its end.
    """
    gc.set_threshold(100_000)
    try:
        run_line(sys.argv[1:])
    except KeyboardInterrupt:  # typer, where it is loaded, answers it the same way
        sys.exit(130)
    finally:
        gc.freeze()


def run_line(words: list[str]) -> None:
    """Answer a command line by the least that it takes: what is laid out, the command alone, or typer."""
    answer = laid_out(words)
    if answer is not None:
        _print(answer)
        return
    values = parsed(words)
    if values is not None:
        from drugref.cli.direct import run  # what is laid out needs none of it

        if run(words[0], values):
            return
    from drugref.cli.app import app  # as above

    app(prog_name="drugref")


def _print(answer: str) -> None:
    """Print an answer that was laid out; what cannot be written ends as it does for a command."""
    try:
        sys.stdout.write(answer)
        sys.stdout.flush()
    except OSError as error:
        from drugref.cli.request import exit_codes  # as above
        from drugref.console import lost_answer

        with exit_codes():
            raise error if isinstance(error, BrokenPipeError) else lost_answer(error) from error


if __name__ == "__main__":
    main()
