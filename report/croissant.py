"""croissant.json of an exported set: Croissant 1.1 with the vocabulary for responsible AI.

Reference: docs.mlcommons.org/croissant/docs/croissant-spec-1.1.html; croissant-rai-spec.html.
"""

import json
from typing import Any

from report.exported import ExportedSet
from report.exported_forms import form_of

_CROISSANT = (
    *("citeAs", "column", "containedIn", "extract", "field", "fileProperty", "fileObject"),
    *("fileSet", "includes", "recordSet", "references", "regex", "source", "transform", "key"),
    *("arrayShape", "isArray", "isLiveDataset", "separator", "subField", "replace", "repeated"),
    *("parentField", "path", "equivalentProperty", "jsonPath", "format", "md5", "samplingRate"),
)
_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "prov": "http://www.w3.org/ns/prov#",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "description": {"@container": "@language"},
    "name": {"@container": "@language"},
    **{name: f"cr:{name}" for name in _CROISSANT},
}
LIMITS = (
    "A synthetic image can resemble a training image closely, and a model can leave out what is "
    "rare: nothing here promises privacy, and nothing but a test on real data says whether the set "
    "can stand in for them."
)


def croissant(exported: ExportedSet, digest: str) -> str:
    """The JSON-LD text.

    Args:
        exported: The set.
        digest: SHA-256 of the file that its form describes, in hexadecimal digits.
    """
    data = exported.record["data"]
    form = form_of(data)
    content = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": [
            "http://mlcommons.org/croissant/1.1",
            "http://mlcommons.org/croissant/RAI/1.0",
        ],
        "name": exported.name,
        "description": f"{exported.total:,} synthetic images of {len(exported.counts)} classes. "
        f"Learned from: {exported.source} {exported.how}",
        "license": "other: that of the data that the models learned from",
        "version": "1.0.0",
        "datePublished": exported.record["started"][:10],
        "keywords": ["synthetic", exported.arm, form.TASK.replace("-", " ")],
        "citeAs": f"{exported.name}: synthetic images. {exported.source}",
        "creator": {"@type": "sc:Organization", "name": "gan-data-study"},
        "isLiveDataset": False,
        **_responsible(exported),
        "distribution": form.distribution(digest),
        "recordSet": [form.records(data)],
    }
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def _responsible(exported: ExportedSet) -> dict[str, Any]:
    return {
        "rai:hasSyntheticData": True,
        "rai:dataCollection": exported.how,
        "rai:dataCollectionType": "Others",
        "rai:dataUseCases": "Training of image classifiers in the place of the real images, or "
        "beside them; study of the models that drew them.",
        "rai:dataLimitations": f"{LIMITS} {exported.worth()}",
        "rai:dataBiases": "Those of the data that the models learned from, of which rare examples "
        "may be fewer still.",
        "rai:personalSensitiveInformation": "As far as the images hold any that the models learned "
        "from: see the source.",
        "prov:wasDerivedFrom": exported.source,
        "prov:wasGeneratedBy": " ".join(exported.record["command"]),
    }
