"""Renal thresholds: every way of writing one is read or told as not compared; only creatinine clearance is compared."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drugref.dosing.clearance import HOLDS, NOT_COMPARED, OUTSIDE, read_thresholds


@pytest.mark.parametrize(
    ("line", "holding", "outside"),
    [
        ("CrCl >= 30 to < 60 mL/min", ["30", "59.99"], ["29.99", "60"]),
        ("creatinine clearance less than 30 mL/min", ["29.9"], ["30"]),
        ("creatinine clearance ≤ 30 mL/min", ["30"], ["30.01"]),
        ("CrCl 15-29 mL/min", ["15", "29"], ["14.9", "29.5"]),
        ("CLcr 15–29 mL/min", ["15", "29"], ["14.9", "30"]),
        ("creatinine clearance is 50 mL/min or less", ["50"], ["51"]),
        ("creatinine clearance 50 mL/minute and above", ["50"], ["49"]),
        ("creatinine clearance >30 to 59 mL/min", ["31"], ["30", "60"]),
        ("ClCr ≥ 10 mL/min to < 50 mL/min", ["10", "49"], ["9", "50"]),
        ("below a creatinine clearance of 60 mL/min", ["59"], ["60"]),
        ("from a creatinine clearance of 60 mL/min downward", ["60"], ["61"]),
        ("creatinine clearance from 50 to below 80 mL/min", ["50", "79"], ["49", "80"]),
        ("creatinine clearance between 30 and 60 mL per minute", ["30", "60"], ["29", "61"]),
        ("if >40 and <60 mL/min creatinine clearance", ["41"], ["40", "60"]),
        ("CrCl less than or equal to 50 mL per minute", ["50"], ["51"]),
        ("creatinine clearance greater than or equal to 25 mL/min", ["25"], ["24"]),
        ("eCLcr under 45 mL/min", ["44"], ["45"]),
        ("CL CR ≤50 mL/min", ["50"], ["51"]),
        ("estimated creatinine clearance of at least 60 mL/min", ["60"], ["59"]),
    ],
)
def test_a_threshold_of_creatinine_clearance_holds_what_it_says(
    line: str, holding: list[str], outside: list[str]
) -> None:
    for clearances, state in ((holding, HOLDS), (outside, OUTSIDE)):
        for clearance in clearances:
            (threshold,) = read_thresholds(line, Decimal(clearance))
            assert threshold.state == state, clearance
            assert threshold.written in line


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("eGFR below 30 mL/min/1.73 m²", "stated in GFR"),
        ("GFR < 60 mL/min", "stated in GFR"),
        ("glomerular filtration rate less than 30 mL/min", "stated in GFR"),
        ("creatinine clearance < 30 mL/min/1.73 m²", "stated per 1.73 m2"),
        ("Mild impairment, 50 to 80 mL/min", "it is not said of what"),
        ("renal impairment (clearance < 15 mL/min)", "it is not said of what"),
        ("at a creatinine clearance of 15 mL/min", "no range is read from it"),
        ("CrCl: not below 10 mL/min", "no range is read from it"),
        ("CrCl <30: avoid", "it has no unit"),
    ],
)
def test_what_is_no_threshold_of_creatinine_clearance_is_not_compared_and_says_why(line: str, reason: str) -> None:
    (threshold,) = read_thresholds(line, Decimal(20))

    assert (threshold.state, threshold.reason) == (NOT_COMPARED, reason)


@pytest.mark.parametrize("line", ["over 15 minutes at 7 mL/min", "Plasma clearance 500 to 700 mL/min", "every 30 min"])
def test_a_rate_is_no_threshold(line: str) -> None:
    assert read_thresholds(line, Decimal(20)) == ()


def test_each_of_several_thresholds_is_held_against_the_clearance() -> None:
    line = "Creatinine clearance above 30 mL/min takes all, 15 to 30 mL/min half of it, below 15 mL/min nothing."

    assert [threshold.state for threshold in read_thresholds(line, Decimal(20))] == [OUTSIDE, HOLDS, OUTSIDE]


@given(st.integers(1, 149), st.integers(1, 50), st.decimals("1", "200", places=1))
def test_a_range_holds_exactly_what_lies_in_it(low: int, width: int, clearance: Decimal) -> None:
    (threshold,) = read_thresholds(f"CrCl {low} to {low + width} mL/min: half the dose", clearance)

    assert (threshold.state == HOLDS) == (low <= clearance <= low + width)
