"""The document as it is committed: `python -m tests.architecture.openapi_document > docs/openapi.json`."""

import json
from typing import Any

from paceline.entrypoints.web import create_app
from paceline.infra.settings import Settings


def document() -> dict[str, Any]:
    """What the application of this checkout serves at `/api/openapi.json`."""
    return create_app(Settings(_env_file=None)).openapi()


def written() -> str:
    """The same as a file that reads well in a diff."""
    return json.dumps(document(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    print(written(), end="")  # noqa: T201 -- the document is the output
