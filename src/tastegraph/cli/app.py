"""The commands together, and what happens when one fails."""

from __future__ import annotations

import logging
import os
import sys
from importlib.metadata import version
from typing import Annotated, Any, Final, NoReturn

import typer

from tastegraph.cli import (
    ablate,
    benchmark,
    build,
    compare,
    demo,
    doctor,
    evaluate,
    explain,
    graph,
    init,
    recommend,
    report,
    resolve,
    schema,
    score,
    similar,
    train,
    update,
)
from tastegraph.cli.memory import out_of_memory
from tastegraph.cli.output import print_json, say
from tastegraph.errors import InputError

EXIT_OUR_FAULT, EXIT_BAD_INPUT, EXIT_INTERRUPTED = 1, 2, 130
_UsageError: Final[Any] = typer.BadParameter.__bases__[0]
"""What typer raises about options and commands that are not there; it gives no name to it."""

app = typer.Typer(
    name="tastegraph",
    help="Recommendations that know why: behaviour, a knowledge graph and text in one exact model.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

for module in (
    demo,
    init,
    build,
    train,
    update,
    evaluate,
    recommend,
    similar,
    explain,
    report,
    resolve,
    benchmark,
    compare,
    ablate,
    score,
    doctor,
):
    app.command(name=module.__name__.rpartition(".")[2])(module.command)

for group in (graph, schema):
    app.add_typer(group.app, name=group.__name__.rpartition(".")[2])


@app.callback(invoke_without_command=True)
def _options(
    show_version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="Log what is done, on stderr.")] = False,
) -> None:
    logging.basicConfig(level=logging.INFO if verbose else logging.WARNING, stream=sys.stderr, format="%(message)s")
    if show_version:
        say(f"tastegraph {version('tastegraph')}", to_stdout=True)
        raise typer.Exit


def main() -> None:
    """Run the command line; every error the user can mend ends in one line and exit code 2."""
    try:
        # Left to itself, typer ends the process, in silence after an interrupt and without JSON after a wrong option.
        code = app(standalone_mode=False)
    except InputError as error:
        _fail(str(error), EXIT_BAD_INPUT)
    except _UsageError as error:
        error.show()
        if "--json" in sys.argv:
            print_json({"error": error.format_message()})
        sys.exit(EXIT_BAD_INPUT)
    except (KeyboardInterrupt, typer.Abort):
        _interrupted()
    except BrokenPipeError:
        # Whoever read our output has stopped reading: there is nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(EXIT_OUR_FAULT)
    except MemoryError as error:
        _fail(out_of_memory(error), EXIT_BAD_INPUT)
    if code == EXIT_INTERRUPTED:
        _interrupted()
    sys.exit(code or 0)


def _interrupted() -> NoReturn:
    _fail("Interrupted; what was finished is kept, and nothing half-written.", EXIT_INTERRUPTED)


def _fail(message: str, code: int) -> NoReturn:
    say(message)
    if "--json" in sys.argv:
        print_json({"error": message})
    sys.exit(code)
