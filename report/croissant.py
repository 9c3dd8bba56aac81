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
_LIMITS = (
    "A synthetic {one} can resemble a training {one} closely, and a model can leave out what is "
    "rare: nothing here promises privacy, and nothing but a test on real data says whether the set "
    "can stand in for them."
)


def limits(exported: ExportedSet) -> str:
    """What nobody should expect of a drawn set."""
    return _LIMITS.format(one=exported.kind.nouns[0])


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
        "citeAs": f"{exported.name}: synthetic {exported.kind.nouns[1]}. {exported.source}",
        "creator": {"@type": "sc:Organization", "name": "gan-data-study"},
        "isLiveDataset": False,
        **_responsible(exported),
        "distribution": form.distribution(digest),
        "recordSet": [form.records(data)],
    }
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def _responsible(exported: ExportedSet) -> dict[str, Any]:
    several = exported.kind.nouns[1]
    return {
        "rai:hasSyntheticData": True,
        "rai:dataCollection": exported.how,
        "rai:dataCollectionType": "Others",
        "rai:dataUseCases": f"Training of classifiers in the place of the real {several}, or "
        "beside them; study of the models that drew them.",
        "rai:dataLimitations": f"{limits(exported)} {exported.worth()}",
        "rai:dataBiases": "Those of the data that the models learned from, of which rare examples "
        "may be fewer still.",
        "rai:personalSensitiveInformation": f"As far as the {several} hold any that the models "
        "learned from: see the source.",
        "prov:wasDerivedFrom": exported.source,
        "prov:wasGeneratedBy": " ".join(exported.record["command"]),
    }
