"""What SECURITY.md promises of the source: nothing is evaluated, unpickled or handed to a shell, and no network is asked."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.test_project import PROJECT

SOURCE = PROJECT / "src" / "drugref"
BANNED_CALLS = {"eval", "exec", "compile", "__import__", "os.system", "os.popen", "yaml.unsafe_load", "yaml.full_load"}
BANNED_MODULES = {
    "pickle", "marshal", "shelve", "dill", "socket", "ssl", "http", "urllib", "ftplib", "smtplib", "telnetlib", "xmlrpc",
    "requests", "httpx", "aiohttp", "urllib3", "ctypes", "pty",
}  # fmt: skip
ENTITY_PARSERS = {"xml.sax", "xml.dom", "xml.etree.cElementTree", "lxml"}
STATEMENTS = {"execute", "executemany", "executescript", "rows", "_patiently", "_names", "_holdings"}
CONSTANT_PARTS = {
    "compiler.py: APPLICATION_ID", "compiler.py: table", "compiler.py: ', '.join('?' * width)", "label_index.py: _TABLES",
    "label_index.py: FORMAT", "label_index.py: _COLUMNS", "label_index.py: condition", "library.py: _COLUMNS",
    "library.py: condition", "library.py: ', '.join('?' * len(numbers))", "snapshot.py: condition", "snapshot.py: joins",
    "snapshot.py: _conditions(filters)", "store.py: APPLICATION_ID", "store.py: _SPILL",
}  # fmt: skip
"""What the statements are put together from: names of tables and columns, marks to bind values to, texts of the module."""


def source_trees() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(SOURCE.rglob("*.py")):
        yield str(path.relative_to(SOURCE)), ast.parse(path.read_text(encoding="utf-8"))


def faults_of(tree: ast.Module) -> Iterator[str]:
    """Yield what a module does that it must not."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=function, keywords=keywords):
                if (name := ast.unparse(function)) in BANNED_CALLS:
                    yield f"calls {name}"
                if name == "yaml.load" and "Loader=_Loader" not in ast.unparse(node):  # YAML's safe one
                    yield "loads YAML that may build anything"
                if any(word.arg == "shell" and ast.unparse(word.value) != "False" for word in keywords):
                    yield "hands a line to a shell"
            case ast.Import(names=names):
                yield from (f"imports {alias.name}" for alias in names if _is_banned(alias.name))
            case ast.ImportFrom(module=str(module), names=names):
                whole = [module, *(f"{module}.{alias.name}" for alias in names)]
                yield from (f"imports {name}" for name in whole if _is_banned(name))
                if module == "xml.etree.ElementTree" and {alias.name for alias in names} - {"Element"}:
                    yield "parses XML with entities"


def _is_banned(module: str) -> bool:
    return module.partition(".")[0] in BANNED_MODULES or any(module.startswith(parser) for parser in ENTITY_PARSERS)


def test_no_module_evaluates_unpickles_runs_a_shell_or_opens_a_connection() -> None:
    found = [f"{path} {fault}" for path, tree in source_trees() for fault in faults_of(tree)]

    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "eval('1')", "import pickle", "from pickle import loads", "os.system('x')", "subprocess.run('x', shell=True)",
        "from urllib import request", "import socket as s", "yaml.load(x)", "from xml.etree.ElementTree import fromstring",
        "from xml.dom import minidom",
    ],
)  # fmt: skip
def test_what_must_not_be_done_is_recognized(line: str) -> None:
    assert len(set(faults_of(ast.parse(line)))) >= 1


def test_values_are_bound_and_never_written_into_a_statement() -> None:
    """An f-string in SQL may only hold constants of the module, placeholders and conditions made of them."""
    found = {
        f"{path}: {ast.unparse(part.value)}"
        for path, tree in source_trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in STATEMENTS
        for argument in node.args[:1]
        for part in ast.walk(argument)
        if isinstance(part, ast.FormattedValue)
    }

    assert sorted(found - CONSTANT_PARTS) == []


def test_ci_installs_only_files_whose_hashes_are_known_and_names_no_index() -> None:
    text = (PROJECT / ".ci" / "requirements.txt").read_text(encoding="utf-8")
    pinned = re.findall(r"^([a-z0-9-]+)==\S+ \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", text, re.MULTILINE)
    project = (PROJECT / "pyproject.toml").read_text(encoding="utf-8")
    wanted = {
        re.split(r"[\[<>=]", name)[0].lower()
        for name in re.findall(r'^    "([A-Za-z-]+[\[<>=][^"]*)"', project, re.MULTILINE)
    }

    assert "://" not in text
    assert len(pinned) == len(re.findall(r"^[a-z].*==", text, re.MULTILINE))
    assert {"typer", "pyyaml", "pytest"} <= wanted
    assert wanted <= {name for name, _ in pinned}
