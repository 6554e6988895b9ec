"""Where data is read, and where the corpus is written."""

import json
import pathlib

PACKAGES = pathlib.Path(__file__).resolve().parent.parent.parent
DATA = PACKAGES / "vectors" / "data"
CORPUS = DATA / "corpus"
JSON_SCHEMAS = PACKAGES / "schema" / "json-schemas"
CATALOGUE = PACKAGES / "schema" / "src" / "catalogue" / "data"


def read_json(path: pathlib.Path) -> object:
    return json.loads(path.read_text(encoding="utf-8"))
