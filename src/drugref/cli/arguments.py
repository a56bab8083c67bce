"""The arguments that several commands take, with their completion."""

from typing import Annotated

import typer

from drugref.cli.complete import complete_name, complete_section

Name = Annotated[
    str,
    typer.Argument(metavar="NAME", help="A drug's slug, title, synonym or brand.", autocompletion=complete_name),
]
Names = Annotated[
    list[str],
    typer.Argument(metavar="NAME...", help="Drugs: slugs, titles, synonyms or brands.", autocompletion=complete_name),
]
NameOrAll = Annotated[
    str,
    typer.Argument(metavar="[NAME]", help="A drug; without one, all drugs are asked.", autocompletion=complete_name),
]
Drug = Annotated[
    str,
    typer.Option("--drug", "-d", metavar="NAME", help="Only in this drug's monograph.", autocompletion=complete_name),
]
InSection = Annotated[
    str,
    typer.Option("--section", "-s", metavar="S", help="Only in this section.", autocompletion=complete_section),
]
Sections = Annotated[
    list[str] | None,
    typer.Option(
        "--section",
        "-s",
        metavar="S",
        help="A section, a heading in it, or the beginning of either; repeatable.",
        autocompletion=complete_section,
    ),
]
