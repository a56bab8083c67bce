"""Hold what is known of a patient, check it, and compute body surface and creatinine clearance from it."""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from drugref.errors import UsageError


class Measure(NamedTuple):
    """An option: its unit, the least and most that is plausible, advice on a value beyond, how its unit is spelt."""

    unit: str
    least: Decimal
    most: Decimal
    advice: str
    spellings: str


MEASURES: dict[str, Measure] = {
    "weight": Measure("kg", Decimal("0.3"), Decimal(400), "Give the weight in kilograms", r"kgs?|kilograms?"),
    "height": Measure("cm", Decimal(20), Decimal(250), "Give the height in centimeters", r"cm|centimet(?:er|re)s?"),
    "bsa": Measure("m2", Decimal("0.05"), Decimal("3.5"), "Give the body surface in square meters", r"m2|m²"),
    "age": Measure("years", Decimal(0), Decimal(120), "Give the age in years", r"y|yrs?|years?"),
    "creatinine": Measure(
        "mg/dL", Decimal("0.1"), Decimal(25), "Give serum creatinine in mg/dL, not in µmol/L", r"mg ?/ ?dl"
    ),
}
"""Option → what it takes. The ranges are wide: they catch a slip of the keyboard or of the unit, not a rare patient."""

_SEXES = {"f": "female", "female": "female", "m": "male", "male": "male"}
_NUMBER = re.compile(r"(?P<number>\d{1,9}(?:\.\d{1,6})?|\.\d{1,6})\s*(?P<unit>[^\d\s.,+-].*)?", re.DOTALL)
_LEAST_BMI, _MOST_BMI = Decimal(5), Decimal(150)
_ADULT = Decimal(18)
_LIGHTEST_ADULT = Decimal(20)
_FEMALE = Decimal("0.85")


class Patient(NamedTuple):
    """What the reader said of a patient: kg, cm, m2, years, mg/dL, female or male; None is not said."""

    weight: Decimal | None = None
    height: Decimal | None = None
    bsa: Decimal | None = None
    age: Decimal | None = None
    creatinine: Decimal | None = None
    sex: str = ""

    @property
    def mosteller(self) -> Decimal | None:
        """Body surface in m2 by Mosteller's formula, rounded to 2 decimals; None without weight and height."""
        if self.weight is None or self.height is None:
            return None
        return mosteller(self.height, self.weight)

    @property
    def surface(self) -> Decimal | None:
        """Body surface in m2, as given or else computed: what amounts per m2 are multiplied by."""
        return self.mosteller if self.bsa is None else self.bsa

    @property
    def clearance(self) -> Decimal | None:
        """Creatinine clearance in mL/min, not rounded; None when it was not asked for."""
        if self.weight is None or self.age is None or self.creatinine is None or not self.sex:
            return None
        return cockcroft_gault(self.age, self.weight, self.creatinine, self.sex)


def mosteller(height: Decimal, weight: Decimal) -> Decimal:
    """Give body surface in m2 as the square root of height in cm times weight in kg over 3600, to 2 decimals.

    It is rounded before it is used, so that a reader can follow every product with the figure shown. Source:
    Mosteller, N Engl J Med 1987;317:1098.
    """
    return (height * weight / 3600).sqrt().quantize(Decimal("0.01"), ROUND_HALF_UP)


def cockcroft_gault(age: Decimal, weight: Decimal, creatinine: Decimal, sex: str) -> Decimal:
    """Give creatinine clearance in mL/min: (140 - years) times kg over 72 times mg/dL, times 0.85 for females.

    Source: Cockcroft and Gault, Nephron 1976;16:31.
    """
    clearance = (140 - age) * weight * (_FEMALE if sex == "female" else 1) / (72 * creatinine)
    return clearance.normalize()


def read_patient(**options: str | None) -> Patient | None:
    """Give the patient that the options tell of, None when there is none; UsageError for what cannot be.

    Options are `weight`, `height`, `bsa`, `age`, `creatinine` and `sex`, each as the reader typed it.
    """
    told = {name: value for name, value in options.items() if value is not None}
    if not told:
        return None
    sex = _read_sex(told.pop("sex")) if "sex" in told else ""
    patient = Patient(sex=sex, **{name: _read_measure(name, value) for name, value in told.items()})
    _check_complete(patient)
    _check_together(patient)
    return patient


def _read_sex(text: str) -> str:
    sex = _SEXES.get(text.strip().lower())
    if sex is None:
        raise UsageError(f"--sex takes f or m, not '{text}': the formula of Cockcroft and Gault knows no other.")
    return sex


def _read_measure(name: str, text: str) -> Decimal:
    """Read a number, with its own unit or none; another unit is refused, never converted."""
    measure = MEASURES[name]
    found = _NUMBER.fullmatch(text.strip()) if text.isascii() or "²" in text else None
    if found is None:
        raise UsageError(f"--{name} takes a number of {measure.unit}, written as 72 or 1.9, not '{text}'.")
    if found["unit"] and not re.fullmatch(measure.spellings, found["unit"].strip(), re.IGNORECASE):
        raise UsageError(f"--{name} is in {measure.unit}, not in '{found['unit']}'. {measure.advice}.")
    value = Decimal(found["number"])
    if not measure.least <= value <= measure.most:
        raise UsageError(
            f"--{name}: {plain(value)} {measure.unit} is outside {plain(measure.least)} to {plain(measure.most)} "
            f"{measure.unit}, where no patient is expected. {measure.advice}; check it and ask again."
        )
    return value


def _check_complete(patient: Patient) -> None:
    """Refuse what nothing can be computed from, and name what is missing."""
    if patient.height is not None and patient.weight is None:
        raise UsageError("--height alone computes nothing: give --weight too, for the body surface.")
    parts = {"age": patient.age, "creatinine": patient.creatinine, "sex": patient.sex or None}
    given = [f"--{name}" for name, value in parts.items() if value is not None]
    missing = [f"--{name}" for name, value in {**parts, "weight": patient.weight}.items() if value is None]
    if given and missing:
        raise UsageError(
            f"{', '.join(given)} {'is' if len(given) == 1 else 'are'} for creatinine clearance (Cockcroft-Gault), "
            f"which needs {' and '.join(missing)} too. Give {'it' if len(missing) == 1 else 'them'}, "
            f"or leave out {' and '.join(given)}."
        )


def _check_together(patient: Patient) -> None:
    """Refuse figures that cannot be of one patient."""
    if patient.weight is not None and patient.height is not None:
        index = patient.weight / (patient.height / 100) ** 2
        if not _LEAST_BMI <= index <= _MOST_BMI:
            raise UsageError(
                f"--weight {plain(patient.weight)} kg and --height {plain(patient.height)} cm do not go together "
                f"(a body mass index of {shown(index)} kg/m2). Check both and ask again."
            )
    if patient.age is not None and patient.age < _ADULT:
        raise UsageError(
            f"--age {plain(patient.age)}: the formula of Cockcroft and Gault is of adults, so that no clearance is "
            "computed below 18 years. Leave out --age, --creatinine and --sex."
        )
    if patient.age is not None and patient.weight is not None and patient.weight < _LIGHTEST_ADULT:
        raise UsageError(
            f"--weight {plain(patient.weight)} kg and --age {plain(patient.age)} years do not go together. "
            "Check both and ask again."
        )


def plain(value: Decimal) -> str:
    """Give a decimal in full, without an exponent and without zeros at its end."""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def shown(value: Decimal) -> str:
    """Give a figure to 2 decimals, below 1 to 3 significant digits; one that was rounded has ~ before it."""
    places = 2 if value >= 1 or not value else 2 - value.adjusted()
    rounded = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return plain(value) if rounded == value else f"~{plain(rounded)}"
