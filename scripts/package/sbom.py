"""sbom.py PACKAGE [TARGET]: prints what the package contains, as CycloneDX 1.5 in JSON.

The same input gives the same bytes.
"""

from __future__ import annotations

import json
import sys
import uuid
from datetime import datetime, timezone
from os import environ

import dependencies


def sbom(package: str, target: str | None = None) -> dict[str, object]:
    """The document."""
    version = dependencies.version()
    crates = dependencies.shipped(package, target)
    components = []
    for one in crates:
        purl = f"pkg:cargo/{one.name}@{one.version}"
        component: dict[str, object] = {
            "type": "library",
            "bom-ref": purl,
            "name": one.name,
            "version": one.version,
            "licenses": [{"expression": one.licence}],
            "purl": purl,
        }
        if one.checksum:
            component["hashes"] = [{"alg": "SHA-256", "content": one.checksum}]
        if one.repository:
            component["externalReferences"] = [{"type": "vcs", "url": one.repository}]
        components.append(component)
    written = datetime.fromtimestamp(int(environ.get("SOURCE_DATE_EPOCH", "0")), timezone.utc)
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "timestamp": written.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": {
                "type": "library",
                "bom-ref": package,
                "name": package,
                "version": version,
                "licenses": [{"expression": "MIT"}],
            },
            **({"properties": [{"name": "rust:target", "value": target}]} if target else {}),
        },
        "components": components,
        "dependencies": [{"ref": package, "dependsOn": [one["bom-ref"] for one in components]}],
    }
    # A name for this content, and no other.
    number = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(document, sort_keys=True))
    return {"serialNumber": f"urn:uuid:{number}", **document}


if __name__ == "__main__":
    json.dump(sbom(*sys.argv[1:]), sys.stdout, indent=1)
    print()
