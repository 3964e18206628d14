"""Build hook: a wheel carries the built web app. An editable install carries none; a checkout builds it when it starts."""

import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class WebApp(BuildHookInterface[Any]):
    """Builds `web/` into the package before its files are gathered."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Run for each wheel; what is fresh is not built again."""
        if version == "editable":
            return
        subprocess.run(["make", "--silent", "web"], cwd=self.root, check=True)
        if not (Path(self.root) / "src/paceline/_web/index.html").is_file():
            raise RuntimeError("The web app was not built.")
        # Git ignores what is built, and hatchling what git ignores.
        build_data["artifacts"].append("src/paceline/_web/**")
