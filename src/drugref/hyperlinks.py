"""Tell which terminals make a link of a URL (OSC 8)."""

from collections.abc import Mapping

# The terminals that make links of OSC 8 and, where they tell their version, since when.
_VARIABLES = ("KITTY_WINDOW_ID", "WEZTERM_PANE", "WT_SESSION", "DOMTERM", "GHOSTTY_RESOURCES_DIR")
_TERMS = frozenset({"xterm-kitty", "xterm-ghostty", "foot", "foot-extra", "wezterm"})
_PROGRAMS = {"iTerm.app": (3, 1), "WezTerm": (), "ghostty": (), "vscode": (1, 72)}
_VTE = (5000,)  # 0.50.0


def has_links(environment: Mapping[str, str], *, direct: bool) -> bool:
    """Tell whether the terminal is known to make links of OSC 8; others may print the sequence as it stands.

    `direct` tells that the page goes to the terminal itself: pagers pass the sequence only in newer versions. A
    multiplexer hides which terminal is behind it. As in other programs FORCE_HYPERLINK decides where it is set.
    """
    forced = environment.get("FORCE_HYPERLINK")
    if forced is not None:
        return forced not in ("", "0", "false", "no")
    term, program = environment.get("TERM", ""), environment.get("TERM_PROGRAM", "")
    if not direct or environment.get("TMUX") or term.startswith(("dumb", "linux", "screen", "tmux")):
        return False
    least = _PROGRAMS.get(program)
    return (
        any(environment.get(variable) for variable in _VARIABLES)
        or term in _TERMS
        or _version(environment.get("VTE_VERSION", "")) >= _VTE
        or (least is not None and _version(environment.get("TERM_PROGRAM_VERSION", "")) >= least)
    )


def _version(text: str) -> tuple[int, ...]:
    numbers = text.partition("-")[0].split(".")[:2]
    return tuple(map(int, numbers)) if all(number.isascii() and number.isdigit() for number in numbers) else ()
