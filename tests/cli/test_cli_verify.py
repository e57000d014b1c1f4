"""`course verify` as an author types it."""

import json
import subprocess
import sys
from dataclasses import replace

import pytest
import verify_course
from typer.testing import CliRunner

from autograder.authoring import render
from autograder.cli.console import app
from autograder.errors import CourseError
from autograder.verification import cases
from autograder.verification.cases import Scope

BROKEN = {"slips/sum/expected.toml": 'cell = "share"\nloses = ["share_values"]\nhint = "<b>Other</b>"\nabout = "A slip."\n'}


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """A fast part without mutants and simulations, which have tests of their own."""
    monkeypatch.setattr(cases, "FAST", Scope(slips=0.5, mutants=0, simulations=0, rounds=1))


def verify(root, *arguments):
    return CliRunner().invoke(app, ["verify", "--root", str(root), "--workers", "2", *arguments])


def test_promises_that_hold(tmp_path):
    """The table, the budget and what was left out are printed; exit code 0."""
    verify_course.make(tmp_path)

    done = verify(tmp_path, "--fast")

    assert done.exit_code == 0, done.output
    words = " ".join(done.output.split())
    assert "share 3 2 2 1/1 ≥3% 1/1 – 0 –" in words
    assert "toss 3 1 2 1/1 ≥3% 1/1 – 1e-09 0.9999" in words
    assert "left out: 1 of 3 slips" in words
    assert "left out: 100% of the mutants" in words
    assert "at most 1e-06 wrong rejections expected (budget 0.001). All promises hold in the part that was tried." in words


def test_a_broken_promise(tmp_path, monkeypatch):
    """Exit code 1, one line, and the same in the JSON and on the page, where nothing of an answer is markup."""
    monkeypatch.setattr(cases, "FAST", replace(cases.FAST, slips=1.0))
    verify_course.make(tmp_path, files=BROKEN)

    done = verify(tmp_path, "coins", "--fast", "--question", "share", "--json", str(tmp_path / "v.json"),
                  "--html", str(tmp_path / "v.html"))

    assert done.exit_code == 1, done.output
    (line,) = [line for line in done.output.splitlines() if line.startswith("slips coins/share: expected: slip sum is told")]
    assert "came: Divide by the number of flips. Next: " in line
    assert "1 promise is broken." in done.output
    data = json.loads((tmp_path / "v.json").read_text(encoding="utf-8"))
    assert (data["holds"], data["broken"][0]["cell"], data["broken"][0]["line"]) == (False, "share", line.removeprefix("slips "))
    page = (tmp_path / "v.html").read_text(encoding="utf-8")
    assert "1 promise is broken" in page
    assert "&lt;b&gt;Other&lt;/b&gt;" in page
    assert "<b>" not in page
    assert "every question but share" in page


def test_json_on_stdout(tmp_path):
    """With `-` there is nothing but JSON, with every rate and its interval."""
    verify_course.make(tmp_path)

    done = verify(tmp_path, "--fast", "--json", "-")

    data = json.loads(done.stdout)
    assert data["holds"] is True
    assert data["wrong_rejections"] == {"class": 1000, "expected_at_most": pytest.approx(1e-6), "budget": 1e-3}
    (coins,) = data["assignments"]
    assert [row["question"] for row in coins["questions"]] == ["share", "toss"]
    assert coins["together"]["slips_caught"] == {"hits": 2, "total": 2, "low": pytest.approx(0.158, abs=1e-3), "high": 1.0}
    assert {case["kind"] for case in coins["cases"]} == {"key", "idiom", "slip", "untouched", "unwritten"}
    assert coins["checks"][0]["draws"] == coins["checks"][0]["needed"]


def test_what_cannot_be_verified(tmp_path):
    """Without a corpus, and for a question that is not there, the author is told which; nothing has been run."""
    verify_course.make(tmp_path)

    assert verify(tmp_path / "nowhere").exit_code != 0
    with pytest.raises(CourseError, match='"median" is no answer cell'):
        CliRunner().invoke(app, ["verify", "--root", str(tmp_path), "--question", "median"], catch_exceptions=False)
    (tmp_path / "tests").rename(tmp_path / "other")
    with pytest.raises(CourseError, match="does not exist: without answers of known marks"):
        CliRunner().invoke(app, ["verify", "--root", str(tmp_path)], catch_exceptions=False)


def test_through_the_engine(tmp_path):
    """With --in-sandbox whole submissions are graded, attacks among them; the evidence is the marks that students would get."""
    course = verify_course.make(tmp_path, files=BROKEN)
    render.write_release(course, "coins")

    done = subprocess.run([sys.executable, "-m", "autograder.cli", "verify", "coins", "--in-sandbox", "--root", str(tmp_path),
                           "--workers", "2", "--json", "-"], capture_output=True, text=True, check=False)

    assert done.returncode == 1, done.stderr
    data = json.loads(done.stdout)
    assert [(one["cell"], one["came"]) for one in data["broken"]] == [("share", "Divide by the number of flips.")]
    (coins,) = data["assignments"]
    assert coins["tier"]
    lost = {(case["kind"], case["name"]): sorted(case["lost"]) for case in coins["cases"]}
    assert lost == {
        ("key", "key"): [], ("idiom", "loops"): [], ("untouched", "untouched"): ["share_edges", "share_values", "toss_law"],
        ("unwritten", "share"): ["share_edges", "share_values"], ("unwritten", "toss"): ["toss_law"],
        ("slip", "sum"): ["share_values"], ("slip", "nan"): ["share_edges"], ("slip", "biased"): ["toss_law"],
        ("attack", "exits"): ["share_edges", "share_values"]}
    assert "without --in-sandbox" in coins["left_out"][-1]
