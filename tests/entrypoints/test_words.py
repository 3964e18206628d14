"""What the command line says to words it cannot take."""

import os
import subprocess
import sys

from click.testing import CliRunner

from paceline.entrypoints.cli import cli


def test_a_malformed_database_address_is_one_sentence_that_does_not_repeat_it() -> None:
    environment = {**os.environ, "PACELINE_DATABASE_URL": "postgresql://ana:secret@[/x"}
    run = subprocess.run(
        [sys.executable, "-m", "paceline", "migrate"], env=environment, capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stdout) == (1, "")
    assert run.stderr.count("\n") == 1
    assert "PACELINE_DATABASE_URL" in run.stderr
    assert "secret" not in run.stderr


def test_an_empty_path_is_not_the_current_folder() -> None:
    answer = CliRunner().invoke(cli, ["import", ""])
    assert answer.exit_code == 2
    assert "The path is empty." in answer.output
