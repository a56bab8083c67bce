"""Say where on the page each section of a label has its place: one table."""

import re
from typing import NamedTuple

from drugref.analysis import slugify


class Place(NamedTuple):
    """A section of the page, and the fields of a label that go into it."""

    id: str
    title: str
    fields: tuple[str, ...]


# In the order of the page. Ids and titles are the canonical ones where the page has such a section; the others keep the
# heading that a label has for them (FDA's list of SPL sections; 21 CFR 201.56, 201.66 for over-the-counter drugs).
PLACES: tuple[Place, ...] = (
    Place("boxed-warning", "Boxed Warning", ("boxed_warning",)),
    Place("purpose", "Purpose", ("purpose",)),
    Place("active-ingredient", "Active Ingredient", ("active_ingredient",)),
    Place("usage", "Usage", ("indications_and_usage",)),
    Place("dosage", "Dosage", ("dosage_and_administration",)),
    Place("dosage-forms-and-strengths", "Dosage Forms and Strengths", ("dosage_forms_and_strengths",)),
    Place("contraindications", "Contraindications", ("contraindications", "do_not_use")),
    Place(
        "precautions",
        "Precautions",
        (
            "warnings_and_cautions", "warnings", "precautions", "general_precautions", "laboratory_tests", "ask_doctor",
            "ask_doctor_or_pharmacist", "when_using", "stop_use", "keep_out_of_reach_of_children",
            "user_safety_warnings",
        ),
    ),
    Place("side-effects", "Side Effects", ("adverse_reactions",)),
    Place(
        "drug-interactions",
        "Drug Interactions",
        ("drug_interactions", "drug_and_or_laboratory_test_interactions"),
    ),
    Place(
        "pregnancy-and-breastfeeding",
        "Pregnancy and Breastfeeding",
        (
            "pregnancy", "teratogenic_effects", "nonteratogenic_effects", "labor_and_delivery", "nursing_mothers",
            "lactation", "females_and_males_of_reproductive_potential", "pregnancy_or_breast_feeding",
        ),
    ),
    Place("use-in-specific-populations", "Use in Specific Populations",
          ("use_in_specific_populations", "pediatric_use", "geriatric_use")),
    Place("drug-abuse-and-dependence", "Drug Abuse and Dependence",
          ("drug_abuse_and_dependence", "controlled_substance", "abuse", "dependence")),
    Place("overdose", "Overdose", ("overdosage",)),
    Place(
        "how-it-works",
        "How It Works",
        ("clinical_pharmacology", "mechanism_of_action", "pharmacodynamics", "pharmacokinetics", "microbiology",
         "pharmacogenomics"),
    ),
    Place("description", "Description", ("description", "inactive_ingredient")),
    Place(
        "nonclinical-toxicology",
        "Nonclinical Toxicology",
        ("nonclinical_toxicology", "carcinogenesis_and_mutagenesis_and_impairment_of_fertility",
         "animal_pharmacology_and_or_toxicology"),
    ),
    Place("clinical-studies", "Clinical Studies", ("clinical_studies",)),
    Place("references", "References", ("references",)),
    Place("how-supplied", "How Supplied", ("how_supplied",)),
    Place("storage-and-handling", "Storage and Handling", ("storage_and_handling",)),
    Place("information-for-patients", "Information for Patients", ("information_for_patients",)),
)  # fmt: skip

PREGNANCY_PARTS = frozenset({"8.1", "8.2", "8.3"})
"""Pregnancy, lactation, reproductive potential: parts of section 8 that readers look for under Pregnancy."""

PLACE_OF: dict[str, Place] = {field: place for place in PLACES for field in place.fields}
ORDER: dict[str, int] = {place.id: number for number, place in enumerate(PLACES)}


def place_of(field: str, number: str = "", title: str = "") -> Place:
    """Give the place of a field; one that has none keeps its own heading, at the end of the page."""
    if number in PREGNANCY_PARTS and field == "use_in_specific_populations":
        field = "pregnancy"
    found = PLACE_OF.get(field)
    if found:
        return found
    heading = re.sub(r"^[\d. ]+", "", title) or re.sub(r"^spl ", "", field.replace("_", " ")).title() or "Untitled"
    return Place(slugify(heading) or "untitled", heading, (field,))
