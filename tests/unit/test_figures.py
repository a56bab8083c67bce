"""The figures of a text, however it writes them."""

import pytest

from drugref.figures import read_figures


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("20 mg once daily with food", ["20 mg", "1 times a day"]),
        ("a 60-minute infusion every 3 weeks", ["60 minute", "every 3 week"]),
        ("over 30-60 min, or 30 to 60 minutes", ["30 minute", "60 minute", "30 minute", "60 minute"]),
        ("75 mg/m 2, 75 mg/m2 and 75 mg/m²", ["75 mg/m2"] * 3),
        ("1,200 mg and 30,000 units", ["1200 mg", "30000 unit"]),
        ("5, 10, or 20 mg", ["5 mg", "10 mg", "20 mg"]),
        ("Days 1, 8 and 15 of a 21-day cycle", ["day 1", "day 8", "day 15", "21 day"]),
        ("Grade 3–4 neutropenia", ["grade 3", "grade 4"]),
        ("once or twice daily; three times a day; 2 to 4 times daily",
         ["1 times a day", "2 times a day", "3 times a day", "2 times a day", "4 times a day"]),
        ("every 4 to 6 hours, q12h, BID, every other day, at 4-week intervals",
         ["every 4 hour", "every 6 hour", "every 12 hour", "2 times a day", "every 2 day", "every 4 week"]),
        ("40 mg/day, 40 mg per day, 40 mg a day", ["40 mg", "1 times a day"] * 3),
        ("0.5 mcg/kg/min or 0.5 µg/kg/minute", ["0.5 mcg/kg/minute", "0.5 mcg/kg/minute"]),
        ("below 30 mL/min/1.73m 2; 60 mL/min or more", ["<30 mL/minute/1.73 m2", ">60 mL/minute"]),
        ("two tablets, one-half tablet, ½ tablet", ["2 tablet", "0.5 tablet", "0.5 tablet"]),
        ("2°C to 8°C (36°F to 46°F)", ["2 °C", "8 °C", "36 °F", "46 °F"]),
        ("15 mg/kg per dose", ["15 mg/kg"]),
        ("not less than 2 days, no more than 3 days", [">2 day", "<3 day"]),
        ("a fall of ≥ 10%-points", [">10%"]),
    ],
)  # fmt: skip
def test_reads_amounts_ranges_and_frequencies(text: str, figures: list[str]) -> None:
    assert [str(figure) for figure in read_figures(text)] == figures


@pytest.mark.parametrize(
    "text",
    [
        "CYP3A4, P450 2D6, HLA-B*58:01, HIV-1, 5-HT3, COVID-19 and type 2 diabetes",
        "see Table 3 (2.1, 5.3) [see Dosage and Administration (2.3)]",
        "a half-life, one of the two, in the 2020 label",
        "per 1.73 m²",
    ],
)
def test_names_references_and_years_are_no_figures(text: str) -> None:
    assert read_figures(text) == ()


def test_milligrams_are_never_micrograms_nor_twice_daily_every_twelve_hours() -> None:
    assert read_figures("5 mg")[0].key != read_figures("5 mcg")[0].key
    assert read_figures("twice daily")[0].key != read_figures("every 12 hours")[0].key
