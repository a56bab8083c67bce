"""The output contract: streams, exit codes, widths, colours, encodings, pipes."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from drugref.collection import places
from drugref.version import __version__
from tests.conftest import Cli

ESCAPE = "\x1b["


def run(*arguments: str, corpus: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run the program in a process of its own, as a shell does."""
    command = [sys.executable, "-m", "drugref", "--data", str(corpus), *arguments]
    return subprocess.run(command, capture_output=True, check=False, env={**os.environ, **environment}, timeout=60)


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("show", "zelborine"), 0, ""),
        (("--version",), 0, ""),
        (("show",), 2, "Missing argument"),
        (("shew", "x"), 2, "No such command"),
        (("show", "zelborine", "--width", "19"), 2, "not between 20 and 400"),
        (("show", "zelborine", "--width", "x"), 2, "width"),
        (("show", "zelborine", "--color", "blue"), 2, "auto, always, never"),
        (("faq", "--number", "2"), 2, "--number needs a drug"),
        (("show", "zelborin e b"), 3, "No monograph for 'zelborin e b'"),
        (("show", "questamine"), 3, "is the name of 2 monographs"),
        (("show", "zelborine", "--section", "overdose"), 3, "It has:"),
        (("summary", "zelborine", "unknown"), 3, "No monograph for 'unknown'"),
        (("faq", "quessine-b1"), 3, "has no questions and answers"),
        (("faq", "zelborine", "--number", "7"), 3, "has 6 questions, no number 7"),
        (("faq", "zelborine", "--match", "xyzzy"), 3, "says nothing about the matter itself"),
        (("faq", "--match", "xyzzy"), 3, "says nothing about the matter itself"),
        (("list", "xyzzy"), 3, "listed as 'xyzzy'"),
        (("search", "xyzzy"), 3, "No passage holds all of: xyzzy."),
        (("search", '"'), 3, "no word to search for"),
        (("search", "x", "--in", "dosage"), 2, "--in takes faq"),
        (("search", "x", "--section", "nonsense"), 3, "names no section"),
        (("search", "x", "--limit", "0"), 2, "limit"),
    ],
)
def test_exit_codes_and_streams(cli: Cli, arguments: tuple[str, ...], code: int, message: str) -> None:
    result = cli(*arguments)

    assert result.exit_code == code
    assert message in " ".join(result.stderr.split())
    assert bool(result.stdout) == (code == 0)


def test_the_version_is_printed(cli: Cli) -> None:
    assert cli("--version").stdout == f"drugref {__version__}\n"


def test_a_file_at_fault_exits_4_with_place_and_next_step(cli: Cli, corpus: Path) -> None:
    (corpus / "broken.md").write_text("---\ntitle: Broken\n")

    result = cli("show", "broken")

    assert (result.exit_code, result.stdout) == (4, "")
    assert f"{corpus}{os.sep}broken.md:1: D202 the front matter is not closed" in result.stderr


def test_a_list_says_what_it_lacks(cli: Cli, corpus: Path) -> None:
    (corpus / "broken.md").write_text("---\ntitle: Broken\n")

    result = cli("list")

    assert result.exit_code == 0
    assert "1 of the files could not be read" in result.stderr


def test_a_faq_section_without_questions_still_reaches_the_reader(cli: Cli) -> None:
    result = cli("faq", "plain")

    assert result.exit_code == 3
    assert "No questions can be given for a plain thing." in result.stdout


def test_compile_reports_problems_and_exits_4(cli: Cli, corpus: Path) -> None:
    assert cli("compile").exit_code == 0
    (corpus / "broken.md").write_text("---\ntitle: Broken\n")

    result = cli("compile")

    assert result.exit_code == 4
    assert "broken.md:1: D202" in " ".join(result.stdout.split())


def test_compile_leaves_a_shipped_snapshot_alone(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from drugref.compiler import compile_corpus

    (tmp_path / "bundled" / "one.md").write_text("---\ntitle: One\n---\n## Usage\nx\n")
    shipped = tmp_path / "shipped.sqlite"
    compile_corpus(tmp_path / "bundled", shipped, "bundled").snapshot.close()
    monkeypatch.setattr("drugref.locations.bundled_snapshot", lambda: shipped)

    assert "bundled: shipped compiled, nothing to do" in cli("compile").stdout
    assert cli("show", "one").exit_code == 0
    shipped.write_bytes(b"damaged")
    assert cli("show", "one").exit_code == 0


def test_fewer_words_are_offered_under_their_own_heading_with_exit_3(cli: Cli) -> None:
    result = cli("search", "zelborine dizzyness")

    assert result.exit_code == 3
    assert result.stdout.startswith("Without 'dizzyness'")
    assert "that is no evidence of absence" in result.stderr


def test_info_names_collections_counts_and_cache(cli: Cli, corpus: Path) -> None:
    (corpus / "broken.md").write_text("---\ntitle: Broken\n")

    result = cli("info", "--json")

    record = json.loads(result.stdout)
    assert [(each["monographs"], len(each["problems"])) for each in record["collections"]] == [(0, 0), (6, 1)]
    assert "D202" in cli("info").stdout


@pytest.mark.parametrize(
    ("arguments", "slugs", "note"),
    [
        (("--class", "imaginary"), ["zelborine"], "5 more of them do not say their class"),
        (("--ingredient", "Norvelol"), ["norvelol", "norvelol-zelborine"], ""),
        (("--route", "oral", "--boxed"), ["zelborine"], ""),
        (("--boxed",), ["zelborine"], "5 more of them do not say their boxed warning"),
        (("quess",), ["quessine-b1", "quessine-b12"], ""),
    ],
)
def test_a_list_may_be_narrowed_and_says_what_it_cannot_tell(
    cli: Cli, arguments: tuple[str, ...], slugs: list[str], note: str
) -> None:
    result = cli("list", *arguments)

    assert [line.split("\t")[0] for line in result.stdout.splitlines()] == slugs
    assert note in result.stderr


def test_classes_are_counted(cli: Cli) -> None:
    result = cli("classes")

    assert result.stdout == "1 Imaginary febrifuge\n"
    assert result.stderr == "5 of the 6 monographs name no class.\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ("classes",), ("show", "zelborine"), ("show", "zelborine", "-s", "dosage"), ("summary", "zelborine"), ("faq", "zelborine"),
        ("search", "fever"), ("faq",), ("faq", "--match", "a"), ("sections", "zelborine"), ("list",), ("info",), ("compile",),
    ],
)  # fmt: skip
def test_json_is_json_in_a_stable_order(cli: Cli, arguments: tuple[str, ...]) -> None:
    first, second = cli(*arguments, "--json"), cli(*arguments, "--json")

    assert json.loads(first.stdout)
    assert first.stdout == second.stdout


def test_fields_that_scripts_rely_on(cli: Cli) -> None:
    shown = json.loads(cli("show", "zelborine", "--json").stdout)
    asked = json.loads(cli("faq", "zelborine", "--json").stdout)
    listed = json.loads(cli("list", "--json").stdout)

    fields = {"schema", "slug", "title", "description", "banned", "modified", "names", "sources", "sections", "faqs"}
    assert fields <= shown.keys()
    assert {"id", "title", "qualifier", "text", "blocks"} <= shown["sections"][0].keys()
    assert {"question", "answer"} <= shown["faqs"][0].keys()
    assert {"slug", "title", "faqs"} == asked[0].keys()
    assert {"slug", "title", "banned", "modified", "collection"} == listed[0].keys()
    assert shown["names"] == ["Zelborine", "zelborin", "Ƶ-brine", "Zelbo", "Ze-L'bo Forte"]


def test_no_part_of_json_can_steer_a_terminal(cli: Cli, corpus: Path) -> None:
    (corpus / "steer.md").write_text('---\ntitle: Steer\nsynonyms: ["a\\e]0;x\\a\\x9b\\u202e"]\n---\n## Usage\nx\n')

    text = cli("show", "steer", "--json").stdout

    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", text)
    assert json.loads(text)["synonyms"] == ["a\x1b]0;x\x07\x9b\u202e"]


@pytest.mark.parametrize("command", [("show", "steer"), ("list",), ("sections", "steer"), ("show", "a\x1b]0;x\x07")])
@pytest.mark.parametrize("color", ["never", "always"])
def test_nothing_from_a_file_or_a_person_steers_the_terminal(
    cli: Cli, corpus: Path, command: tuple[str, ...], color: str
) -> None:
    (corpus / "steer.md").write_text(
        '---\ntitle: "Steer\\e]0;x\\a"\nbrands: ["\\x9b2J"]\n---\n## Us\x1bage\nRing \x07 [bold]bell[/bold] \u202e.\n'
    )

    result = cli(*command, "--color", color)

    text = re.sub("\x1b\\[[0-9;]*m", "", result.stdout) + result.stderr
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", text)


@pytest.mark.parametrize(
    ("arguments", "environment", "styled"),
    [
        ((), {}, False),
        (("--color", "always"), {}, True),
        ((), {"FORCE_COLOR": "1"}, True),
        ((), {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (("--color", "never"), {"FORCE_COLOR": "1"}, False),
        (("--plain",), {"FORCE_COLOR": "1"}, False),
        (("--plain", "--color", "always"), {}, False),
        (("--color", "always"), {"NO_COLOR": "1"}, True),
    ],
)
def test_colour_is_what_the_reader_says(
    cli: Cli, arguments: tuple[str, ...], environment: dict[str, str], styled: bool
) -> None:
    assert (ESCAPE in cli("show", "zelborine", *arguments, env=environment).stdout) is styled


def test_width_is_the_readers_else_columns_else_80(cli: Cli, corpus: Path) -> None:
    def widest(*arguments: str, **environment: str) -> int:
        text = cli("show", "zelborine", "--section", "how", *arguments, env=environment).stdout
        return max(len(line) for line in text.splitlines() if str(corpus) not in line)

    assert widest("--width", "40") <= 40
    assert 40 < widest() <= 80
    assert widest(COLUMNS="50") <= 50
    assert widest("--width", "300") > 80
    assert widest(COLUMNS="nonsense") <= 80


def test_plain_text_is_the_same_in_a_pipe(cli: Cli) -> None:
    assert cli("show", "zelborine", "--plain").stdout == cli("show", "zelborine").stdout


def test_data_may_be_named_in_the_environment(corpus: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "extra.md").write_text("---\ntitle: Extra\n---\n## Usage\nx\n")
    command = [sys.executable, "-m", "drugref", "list"]
    environment = {**os.environ, "DRUGREF_DATA": os.pathsep.join([str(corpus), "", str(other)])}

    result = subprocess.run(command, capture_output=True, check=True, env=environment)

    names = {line.split(b"\t")[0] for line in result.stdout.splitlines()}
    assert {b"extra", b"zelborine", b"norvelol-zelborine"} <= names


@pytest.mark.skipif(os.name != "posix", reason="pipes end otherwise on Windows")
def test_head_ends_the_program_quietly(corpus: Path) -> None:
    for number in range(200):
        text = "x " * 5000
        (corpus / f"long-{number}.md").write_text(f"---\ntitle: Long {number}\nfaqs: [{{q: Why?, a: {text}}}]\n---\n")
    line = f"{sys.executable} -m drugref --data {corpus} faq --match x | head -1; echo ${{PIPESTATUS[0]}}"

    result = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=True)

    assert result.stderr == ""
    assert result.stdout.splitlines()[-1] == "0"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is always full")
@pytest.mark.parametrize(
    ("redirection", "message"), [("> /dev/full", "could not be written: No space left"), (">&-", "no standard output")]
)
def test_an_answer_that_cannot_be_written_is_one_clear_line(corpus: Path, redirection: str, message: str) -> None:
    line = f"{sys.executable} -m drugref --data {corpus} show zelborine {redirection}"

    result = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False)

    assert result.returncode == 2
    assert message in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is sent otherwise on Windows")
def test_ctrl_c_says_nothing_and_exits_130(tmp_path: Path) -> None:
    places()[0].snapshot.unlink()  # compiling the bundled ones, too, takes long enough
    many = tmp_path / "many"
    many.mkdir()
    body = "\n".join(f"* point {number} of *many* things" for number in range(400))
    for number in range(150):
        (many / f"drug-{number}.md").write_text(f"---\ntitle: Drug {number}\n---\n## Usage\n{body}\n")
    process = subprocess.Popen(
        [sys.executable, "-m", "drugref", "--data", str(many), "list"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    cache = Path(os.environ["XDG_CACHE_HOME"])
    until = time.monotonic() + 60
    while not list(cache.rglob("*.tmp")) and time.monotonic() < until:  # it compiles, and has long begun to listen
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=60)

    assert (process.returncode, stdout, stderr) == (130, b"", b"")
    assert not list(cache.rglob("*.tmp"))


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "utf-8"])
def test_every_encoding_prints_what_it_can(corpus: Path, encoding: str) -> None:
    result = run("show", "zelborine", "--section", "how", corpus=corpus, PYTHONIOENCODING=encoding, PYTHONUTF8="0")

    text = result.stdout.decode(encoding)
    assert result.returncode == 0
    assert ("10^3" if encoding == "ascii" else "10³") in text
    assert ("5-HT3" if encoding != "utf-8" else "5-HT₃") in text


def test_a_c_locale_never_raises(corpus: Path) -> None:
    result = run("show", "zelborine", corpus=corpus, LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")

    assert (result.returncode, result.stderr) == (0, b"")


def test_a_bug_keeps_its_traceback(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("drugref.lookup.find", lambda *_, **__: 1 / 0)

    result = cli("show", "zelborine")

    assert result.exit_code == 1
    assert isinstance(result.exception, ZeroDivisionError)


def test_every_command_has_help_with_an_example(cli: Cli) -> None:
    from drugref.cli.app import COMMANDS

    whole = cli("--help").stdout
    assert "drugref show pertuzumab-trastuzumab --section dosage" in whole
    for command in COMMANDS:
        assert f"  {command} " in whole
        text = cli(command, "--help").stdout
        assert "Example" in text
        assert "--json" in text
