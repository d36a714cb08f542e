"""Self-evaluations in the forms of eight places, made for tests, with the records that are in them."""

from tests.disclosure.evaluation_forms.base import Form
from tests.disclosure.evaluation_forms.local import HUBEI, HUNAN, PAIRS, SICHUAN
from tests.disclosure.evaluation_forms.national import ANHUI, NATIONAL, SHANGHAI, YUNNAN

__all__ = ["ANHUI", "FORMS", "HUBEI", "HUNAN", "NATIONAL", "PAIRS", "SHANGHAI", "SICHUAN", "YUNNAN", "Form"]

FORMS: dict[str, Form] = {
    "national": NATIONAL,
    "Shanghai": SHANGHAI,
    "Sichuan": SICHUAN,
    "Hubei": HUBEI,
    "Anhui": ANHUI,
    "Yunnan": YUNNAN,
    "pairs": PAIRS,
    "Hunan": HUNAN,
}
