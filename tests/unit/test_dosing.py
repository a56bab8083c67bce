"""Doses for a patient: what is read, what is multiplied, what is refused; every product against one made otherwise."""

import random
import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from functools import cache
from math import isqrt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drugref.blocks import (
    Blocks,
    BulletList,
    Emphasis,
    Heading,
    Link,
    Paragraph,
    Strong,
    Table,
    Text,
    blocks_text,
    text_lines,
)
from drugref.dosing.amounts import read_amounts
from drugref.dosing.annotate import Dose, Findings, annotate, doses_of
from drugref.dosing.patient import Patient, read_patient, shown
from drugref.dosing.tracing import trace
from drugref.errors import UsageError
from drugref.figures import plain_figures
from tests.conftest import parse_file

MONOGRAPHS = Path(__file__).parents[2] / "data" / "monographs"
WEIGHT = Patient(weight=Decimal(72))
BOTH = Patient(weight=Decimal(72), height=Decimal(175))


def computed(text: str, patient: Patient = BOTH) -> str:
    """Give a paragraph as it is shown for a patient."""
    return blocks_text(annotate((Paragraph((Text(text),)),), patient, Findings()))


@pytest.mark.parametrize(
    ("written", "shown_for_72_kg"),
    [
        ("8 mg/kg twice daily", "8 mg/kg = 576 mg twice daily"),
        ("8 mg per kg once", "8 mg per kg = 576 mg once"),
        ("10 to 15 mg/kg", "10 to 15 mg/kg = 720 to 1080 mg"),
        ("5-10 mg/kg", "5-10 mg/kg = 360-720 mg"),
        ("5–10 mg/kg", "5–10 mg/kg = 360–720 mg"),
        ("5 mg/kg to 10 mg/kg", "5 mg/kg to 10 mg/kg = 360 to 720 mg"),
        ("5 mg/kg/day to 10 mg/kg/day", "5 mg/kg/day to 10 mg/kg/day = 360 to 720 mg/day"),
        ("5, 10 or 20 mg/kg", "5, 10 or 20 mg/kg = 360, 720 or 1440 mg"),
        ("10 mg/kg/day", "10 mg/kg/day = 720 mg/day"),
        ("35 mg/kg/24 hours", "35 mg/kg/24 hours = 2520 mg/24 hours"),
        ("2 g per kg of body weight per day", "2 g per kg of body weight per day = 144 g per day"),
        ("0.05 mcg/kg/min", "0.05 mcg/kg/min = 3.6 mcg/min"),
        ("4 µg/kg", "4 µg/kg = 288 µg"),
        ("18 units/kg/hour", "18 units/kg/hour = 1296 units/hour"),
        ("100,000 IU/kg", "100,000 IU/kg = 7200000 IU"),
        ("1 mEq/kg and 2 mL/kg", "1 mEq/kg = 72 mEq and 2 mL/kg = 144 mL"),
        ("0.5 mmol/kg", "0.5 mmol/kg = 36 mmol"),
        ("1,250 mg/m² twice daily", "1,250 mg/m² = 2337.5 mg twice daily"),
        ("75 mg/m2, then 75 mg per square meter", "75 mg/m2 = 140.25 mg, then 75 mg per square meter = 140.25 mg"),
        ("1.8 g/m²", "1.8 g/m² = ~3.37 g"),
        ("weeks 3 and 4, 0.3 mg/kg/day", "weeks 3 and 4, 0.3 mg/kg/day = 21.6 mg/day"),
        ("irinotecan 180, 150, 120 mg/m²", "irinotecan 180, 150, 120 mg/m² [120 mg/m² = 224.4 mg]"),
    ],
)
def test_the_amount_for_the_patient_stands_beside_the_one_written(written: str, shown_for_72_kg: str) -> None:
    assert computed(written) == shown_for_72_kg


@pytest.mark.parametrize(
    "written",
    ["1,5 mg/kg", "1 250 mg/m²", "3/4 mg/kg", "1½ mg/kg", "5 × 10⁶ units/kg", "2 x 10^6 units/kg", "one mg/kg", "2 x 5 mg/kg"],
)  # fmt: skip
def test_a_number_that_may_be_read_in_two_ways_is_not_computed_and_says_so(written: str) -> None:
    text = computed(written)

    assert text.startswith(f"{written} [not computed: ")
    assert "=" not in text


@pytest.mark.parametrize(
    "written", ["0.86 L per kg", "a body mass index of 30 kg/m²", "45 mL/min/1.73 m²", "5 mg, 70 kg"]
)
def test_what_is_no_dose_by_the_body_stays_as_it_is(written: str) -> None:
    assert computed(written) == written
    assert read_amounts(written).bare == ()


@pytest.mark.parametrize("written", ["levels in mg/m² (start): 100", "1 mg per 10 kg", "5 mg/day/kg", "based on mg/kg"])
def test_a_unit_without_a_figure_before_it_is_told(written: str) -> None:
    reading = read_amounts(written)

    assert reading.amounts == ()
    assert len(reading.bare) == 1


def test_no_dose_of_an_animal_is_computed() -> None:
    text = computed("Rats given 540 mg/kg/day were not harmed. Adults take 5 mg/kg.")

    assert text == (
        "Rats given 540 mg/kg/day [not computed: the sentence is of animals] were not harmed. "
        "Adults take 5 mg/kg = 360 mg."
    )


@pytest.mark.parametrize(
    ("sentence", "beside"),
    [
        ("15 mg/kg, at most 1000 mg", "= 1080 mg [the sentence's maximum is 1000 mg]"),
        ("15 mg/kg up to a maximum of 1 g", "= 1080 mg [the sentence's maximum is 1 g]"),
        ("10 mg/kg, not to exceed 1000 mg", "= 720 mg"),
        ("10 mg/kg/day, not to exceed 600 mg/day", "= 720 mg/day [the sentence's maximum is 600 mg/day]"),
        ("10 mg/kg (600 mg maximum) once", "= 720 mg [the sentence's maximum is 600 mg]"),
        ("10 to 20 mg/kg, at most 750 mg a dose", "= 720 to 1440 mg [the sentence's maximum is 750 mg a dose]"),
        (
            "8 mg/kg twice daily, at most 600 mg daily",
            "= 576 mg [the sentence's maximum, 600 mg daily, is of a day: not compared]",
        ),
        ("9 mg/kg twice daily, at most 600 mg daily", "= 648 mg [the sentence's maximum is 600 mg daily]"),
        (
            "30 mg/kg/day in 2 doses, at most 1 g a dose",
            "= 2160 mg/day [the sentence's maximum, 1 g a dose, is of one dose: not compared]",
        ),
        (
            "10 mg/kg/day, maximum 600 mg",
            "= 720 mg/day [the sentence's maximum, 600 mg, names no time: not compared]",
        ),
        ("Maximum 400 mg: 15 mg/kg every 8 hours", "= 1080 mg [the sentence's maximum is 400 mg]"),
        ("15 mg/kg every 6 hours. Maximum 1 g per dose", "= 1080 mg [the next sentence's maximum is 1 g per dose]"),
        ("0.2 mg/kg, not to exceed 5 mL", "= 14.4 mg [the sentence's maximum, 5 mL, is in another unit: not compared]"),
        (
            "5 mg/kg/day for one, up to 7 mg/kg/day; for another 9 mg/kg/day",
            "= 648 mg/day [the maximum of another dose in the sentence is 7 mg/kg/day = 504 mg/day]",
        ),
        ("not to exceed 1.4 mg/kg or 100 mg, whichever is less", "= 100.8 mg [the sentence's maximum is 100 mg]"),
    ],
)
def test_a_maximum_of_the_sentence_is_respected_and_said(sentence: str, beside: str) -> None:
    whole = computed(sentence)

    assert beside in whole
    assert beside.endswith("]") or "[" not in whole


def test_a_maximum_caps_what_is_computed_but_never_hides_it() -> None:
    (dose,) = doses_of("10 to 20 mg/kg, at most 1 g a dose", WEIGHT)

    assert dose.products == (Decimal(720), Decimal(1440))
    assert dose.capped == (Decimal(720), Decimal(1000))


def test_a_maximum_of_another_sentence_is_not_taken() -> None:
    assert computed("15 mg/kg daily. Adults take 200 mg, at most 400 mg.") == (
        "15 mg/kg = 1080 mg daily. Adults take 200 mg, at most 400 mg."
    )


def test_lean_weight_is_told_from_the_weight_given() -> None:
    assert computed("10 mcg/kg of lean body weight") == (
        "10 mcg/kg of lean body weight = 720 mcg [the line speaks of lean body weight; this is by the weight given]"
    )


def test_ranges_under_a_heading_of_clearance_are_compared_by_cell() -> None:
    patient = read_patient(weight="72", age="64", creatinine="1.4", sex="f")
    assert patient is not None
    header = ((Text("Creatinine Clearance (mL/min)"),), (Text("Dose (mg)"),))
    table = Table(header, (((Text("Above 60"),), (Text("800"),)), ((Text("30–60"),), (Text("400"),))))

    found = annotate((table,), patient, Findings())

    assert blocks_text(found).splitlines()[1:] == [
        "Above 60 | 800",
        "30–60 [holds the patient's CrCl, ~46.14 mL/min] | 400",
    ]


def test_figures_under_a_heading_per_kg_are_told_and_never_multiplied() -> None:
    findings = Findings()
    table = Table(((Text("Dose (mg/kg)"),),), (((Text("810"),),),))

    assert annotate((table,), WEIGHT, findings) == (table,)
    assert len(findings.bare) == 1


def test_amounts_that_run_through_styles_are_annotated_behind_them() -> None:
    content = (
        Strong((Text("8"),)),
        Text(" mg/"),
        Emphasis((Text("kg"),)),
        Text(" twice"),
        Link((Text("x"),), "https://x"),
    )

    (found,) = annotate((Paragraph(content),), WEIGHT, Findings())

    assert isinstance(found, Paragraph)
    assert blocks_text((found,)) == "8 mg/kg = 576 mg twicex (https://x)"
    assert found.content[0] == content[0]


def test_without_the_body_nothing_is_computed() -> None:
    assert computed("8 mg/kg or 75 mg/m²", Patient(bsa=Decimal("1.9"))) == "8 mg/kg or 75 mg/m² = 142.5 mg"
    assert computed("8 mg/kg or 75 mg/m²", WEIGHT) == "8 mg/kg = 576 mg or 75 mg/m²"


@pytest.mark.parametrize(
    ("value", "figure"),
    [("1080", "1080"), ("2337.50", "2337.5"), ("3.366", "~3.37"), ("0.025", "0.025"), ("0.0123456", "~0.0123"),
     ("0", "0"), ("2.005", "~2.01"), ("0.9999", "~1"), ("100.8", "100.8"), ("1E+2", "100")],
)  # fmt: skip
def test_a_figure_is_shown_exactly_or_says_that_it_is_rounded(value: str, figure: str) -> None:
    assert shown(Decimal(value)) == figure


def test_the_formulas() -> None:
    patient = read_patient(weight="72", height="175", age="64", creatinine="1.4", sex="f")

    assert patient is not None
    assert patient.surface == Decimal("1.87")
    assert patient.clearance is not None
    assert (
        abs(Fraction(patient.clearance) - Fraction(140 - 64) * 72 * Fraction(85, 100) / (72 * Fraction(14, 10))) < 1e-20
    )
    assert read_patient(weight="72", height="175", bsa="1.9").surface == Decimal("1.9")  # type: ignore[union-attr]
    assert read_patient() is None


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"weight": "720"}, "--weight: 720 kg is outside 0.3 to 400 kg"),
        ({"weight": "0"}, "check it and ask again"),
        ({"weight": "72,5"}, "takes a number of kg"),
        ({"weight": "1e2"}, "--weight is in kg, not in 'e2'"),
        ({"weight": "160 lb"}, "--weight is in kg, not in 'lb'"),
        ({"weight": "-72"}, "takes a number"),
        ({"weight": "nan"}, "takes a number"),
        ({"weight": "٧٢"}, "takes a number"),
        ({"weight": ""}, "takes a number"),
        ({"height": "175"}, "give --weight too"),
        ({"height": "1.75", "weight": "72"}, "--height: 1.75 cm is outside 20 to 250 cm"),
        ({"bsa": "19"}, "--bsa: 19 m2 is outside"),
        ({"weight": "3.5", "height": "175"}, "do not go together"),
        ({"age": "64"}, "needs --creatinine and --sex and --weight too"),
        ({"creatinine": "1.4", "weight": "72"}, "needs --age and --sex too"),
        ({"weight": "72", "age": "64", "creatinine": "124", "sex": "f"}, "in mg/dL, not in µmol/L"),
        ({"weight": "72", "age": "64", "creatinine": "124 µmol/L", "sex": "f"}, "--creatinine"),
        ({"weight": "72", "age": "12", "creatinine": "1", "sex": "f"}, "is of adults"),
        ({"weight": "7.2", "age": "64", "creatinine": "1", "sex": "f"}, "do not go together"),
        ({"weight": "72", "sex": "x"}, "--sex takes f or m"),
    ],
)
def test_implausible_or_missing_input_is_refused_with_a_sentence(options: dict[str, str], sentence: str) -> None:
    with pytest.raises(UsageError) as refused:
        read_patient(**options)

    assert sentence in str(refused.value)
    assert refused.value.exit_code == 2


def test_a_unit_of_its_own_may_follow_a_number() -> None:
    patient = read_patient(
        weight="72 kg", height="175cm", bsa="1.9 m²", age="64y", creatinine="1.4 mg/dl", sex="FEMALE"
    )

    assert patient == Patient(Decimal(72), Decimal(175), Decimal("1.9"), Decimal(64), Decimal("1.4"), "female")


texts = st.text(alphabet=st.sampled_from("0123456789 .,-–/()mgcklL²2½×^<>≥at of per day or to kg maximum"), max_size=60)


@given(texts)
def test_a_text_keeps_every_character_for_any_patient(text: str) -> None:
    findings = Findings()

    (found,) = annotate((Paragraph((Text(text[:20]), Strong((Text(text[20:]),)))),), BOTH, findings)

    assert isinstance(found, Paragraph)
    rest = iter(blocks_text((found,)))
    assert all(char in rest for char in text)


@given(texts | st.text(max_size=40))
def test_tracing_folds_as_figures_are_read(text: str) -> None:
    traced = trace(text)

    assert traced.text == plain_figures(text)
    assert len(traced.places) == len(traced.text)
    assert all(first <= last for first, last in traced.places)


@given(
    st.decimals("0.01", "5000", places=2), st.decimals("0.01", "5000", places=2), st.decimals("0.3", "400", places=1),
    st.sampled_from(["mg", "mcg", "g", "units", "mEq", "mL", "mmol"]), st.sampled_from(["", "/day", "/hour", "/dose"]),
)  # fmt: skip
def test_a_range_is_multiplied_at_both_ends(low: Decimal, high: Decimal, weight: Decimal, unit: str, time: str) -> None:
    (dose,) = doses_of(f"{low} to {high} {unit}/kg{time} once", Patient(weight=weight))

    assert [Fraction(product) for product in dose.products] == [
        Fraction(low) * Fraction(weight),
        Fraction(high) * Fraction(weight),
    ]
    assert dose.shown.endswith(f" {unit}{time}")


# What follows reads and multiplies the bundled monographs in its own, simpler way.

NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
MASS = {
    "mg": Fraction(1),
    "mcg": Fraction(1, 1000),
    "g": Fraction(1000),
    "gram": Fraction(1000),
    "grams": Fraction(1000),
}
BY_BODY = re.compile(rf"({NUMBER})[ -]?(mg|mcg|grams?|g|units?|mEq|mmol|mL)\s?(?:/|per )\s?(kg|m²|m2)(?![a-z])")
ANIMAL = re.compile(r"\b(animal|rat|rabbit|mice|mouse|dog|monkey|pup)s?\b", re.IGNORECASE)
LEFT_OUT = re.compile(rf"(?:{NUMBER})\s*(?:mg|mcg|g)?\s*(?:to|-|–)\s*$")


@cache
def bundled_lines() -> tuple[str, ...]:
    """Give every line of the bundled monographs that names an amount per kg or per m2."""
    found: dict[str, None] = {}
    for path in sorted(MONOGRAPHS.glob("*.md")):
        monograph = parse_file(path)
        blocks: list[Blocks] = [section.blocks for section in monograph.sections]
        for each in (*blocks, *(faq.answer for faq in monograph.faqs)):
            found.update(dict.fromkeys(line for line in text_lines(each) if BY_BODY.search(line)))
    return tuple(found)


def seeded_patients() -> Iterator[tuple[Patient, Fraction, Fraction]]:
    """Yield 200 patients with their kg and m2 as fractions, the surface by integers alone."""
    dice = random.Random(20261128)
    for _ in range(200):
        height = dice.randint(450, 2050)
        weight = round((height / 1000) ** 2 * dice.uniform(11, 45) * 10)
        patient = read_patient(weight=f"{weight / 10}", height=f"{height / 10}")
        assert patient is not None
        squared = Fraction(height, 10) * Fraction(weight, 10) / 3600
        hundredths = (isqrt(int(4 * 10_000 * squared)) + 1) // 2
        yield patient, Fraction(weight, 10), Fraction(hundredths, 100)


def number(text: str) -> Fraction:
    return Fraction(text.replace(",", ""))


def test_every_amount_per_kg_and_per_m2_of_the_bundled_monographs_is_read() -> None:
    lines = bundled_lines()
    amounts = 0

    for line in lines:
        found = read_amounts(line).amounts
        amounts += len(found)
        for match in BY_BODY.finditer(line):
            (amount,) = [one for one in found if one.start <= match.start() < one.end]
            assert not amount.fault, line
            assert number(match[1]) in [Fraction(value) for value in amount.values], line
            assert {"kg": "kg", "m²": "m2", "m2": "m2"}[match[3]] == amount.per
        for amount in found:
            assert line[amount.start : amount.end] == amount.written
            written = re.sub(r"m2|m²|/\d+ h\w*", "", amount.written)
            assert [Fraction(value) for value in amount.values] == [
                number(each) for each in re.findall(NUMBER, written)
            ]
            assert not LEFT_OUT.search(line[: amount.start]), line
    assert (len(lines), amounts) >= (350, 600)


@pytest.mark.usefixtures("untraced")
def test_200_patients_get_every_product_right_to_the_digit() -> None:
    lines = bundled_lines()
    products = exceeded = 0

    for patient, weight, surface in seeded_patients():
        for line in lines:
            for dose in doses_of(line, patient):
                factor = weight if dose.amount.per == "kg" else surface
                if not dose.products:
                    assert ANIMAL.search(line), line
                    continue
                expected = [Fraction(value) * factor for value in dose.amount.values]
                assert [Fraction(product) for product in dose.products] == expected, (line, weight)
                assert_shown(dose, expected)
                exceeded += check_maxima(dose, expected, weight, surface)
                products += len(expected)

    assert products > 200 * 700
    assert exceeded > 200 * 5


def assert_shown(dose: Dose, expected: list[Fraction]) -> None:
    """Every figure is the product itself, or within half of its last digit and says so."""
    figures = re.findall(rf"(~?)({NUMBER})", dose.shown.removesuffix(dose.amount.result_unit))
    assert len(figures) == len(expected)
    for (rounded, figure), product in zip(figures, expected, strict=True):
        digits = len(figure.partition(".")[2])
        assert (rounded == "~") == (Fraction(figure) != product)
        assert abs(Fraction(figure) - product) <= (Fraction(1, 2 * 10 ** max(digits, 2)) if rounded else 0)


def check_maxima(dose: Dose, expected: list[Fraction], weight: Fraction, surface: Fraction) -> int:
    exceeded = 0
    for verdict in dose.verdicts:
        written = verdict.maximum.written
        assert written in dose.statement
        found = re.match(rf"({NUMBER})\s*(mg|mcg|grams?|g)\b", written)
        if not found or dose.amount.kind not in MASS or verdict.state == "not compared":
            continue
        limit = number(found[1]) * MASS[found[2]]
        limit *= weight if re.search(r"(/|per )kg", written) else surface if re.search(r"(/|per )m", written) else 1
        most = max(expected) * MASS[dose.amount.kind]
        assert (most > limit) == (verdict.state == "exceeded"), dose
        if verdict.state == "exceeded":
            exceeded += 1
            if not verdict.maximum.is_of_other:
                assert max(map(Fraction, dose.capped)) * MASS[dose.amount.kind] <= limit
    return exceeded


SIMPLE_MAXIMUM = re.compile(
    rf"(?:mg|mcg|g)/(?:kg|m²)(?:/day)?(?: [a-z ]{{0,25}})?,? \(?(?:at most|maximum|not to exceed|up to) ({NUMBER}) (mg|g|mcg)\b(?!/mL)"
)


def test_no_maximum_that_follows_at_once_is_overlooked() -> None:
    lines = [line for line in bundled_lines() if SIMPLE_MAXIMUM.search(line) and not ANIMAL.search(line)]
    assert len(lines) > 20

    for line in lines:
        for match in SIMPLE_MAXIMUM.finditer(line):
            doses = [dose for dose in doses_of(line, BOTH) if dose.amount.start <= match.start() < dose.amount.end]
            stated = [verdict.maximum.value for dose in doses for verdict in dose.verdicts]
            assert Decimal(match[1].replace(",", "")) in stated, line


def test_lists_inside_lists_and_notes_are_annotated() -> None:
    inner = BulletList(((Paragraph((Text("8 mg/kg"),)),),))

    found = annotate((BulletList(((Paragraph((Text("Children:"),)), inner),)),), WEIGHT, Findings())

    assert blocks_text(found) == "Children:\n8 mg/kg = 576 mg"


def test_a_dose_that_is_a_line_of_bold_text_alone_is_computed_too() -> None:
    found = annotate((Heading("10 mg/kg twice daily", "x", 6),), WEIGHT, Findings())

    assert found == (Heading("10 mg/kg = 720 mg twice daily", "x", 6),)
