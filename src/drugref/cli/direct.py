"""Run the command of a usual line, as typer would: loading typer takes as long as a page."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from drugref.cli.request import Request, command_function, data_of_environment, exit_codes


def run(command: str, values: Mapping[str, Any]) -> bool:
    """Run a command with the values of its parameters; False, and nothing done, when typer has to say what is wrong."""
    request, rest = Request(data_of_environment()), dict(values)
    with exit_codes():
        try:
            request.take_output(rest)
        except ValueError:
            return False
        command_function(command)(SimpleNamespace(obj=request), **rest)
    return True
