"""Both dialects as a JUnit reader sees them: the counts are those of results.jsonl, and whoever failed says why, and by which bug."""
import json
import pathlib
import sys

from junitparser import Error, Failure, JUnitXml, Skipped

OUTCOME = {"violates": Failure, "imprecise": Failure, "errored": Error, "disputed": Error, "inconclusive": Error, "unsupported": Skipped}

reports = sorted(pathlib.Path(sys.argv[1]).iterdir())
assert reports, "there are no reports"
for folder in reports:
    lines = [json.loads(line) for line in (folder / "results.jsonl").read_text("utf-8").splitlines()]
    findings = {line["id"]: line for line in lines if line["type"] == "finding"}
    suspects = [suspect for line in lines if line["type"] == "diagnosis" for suspect in line["suspects"]]
    suites = list(JUnitXml.fromfile(str(folder / "junit.xml")))
    cases = [case for suite in suites for case in suite]
    assert len(cases) == len(findings) == sum(suite.tests for suite in suites), folder
    counted = {Failure: 0, Error: 0, Skipped: 0}
    for case in cases:
        finding = findings["/".join(case.classname.split(".")[1:] + [case.name])]
        due = OUTCOME.get(finding["verdict"])
        assert [type(result) for result in case.result] == ([due] if due else []), (finding["id"], case.result)
        for result in case.result:
            counted[type(result)] += 1
            assert finding["summary"][:40] in result.message and result.text.strip(), finding["id"]
            # lines are wrapped at words; a tie of more than four tells the others by name
            text = " ".join(result.text.split())
            for bug in (bug for suspect in suspects if finding["id"] in suspect["explains"] for bug in suspect["bugs"][:4]):
                assert bug["name"] in text and bug["mend"] in text, (finding["id"], bug["name"])
    for kind, name in ((Failure, "failures"), (Error, "errors"), (Skipped, "skipped")):
        assert counted[kind] == sum(getattr(suite, name) for suite in suites), (folder, name)
    print(f"{folder.name}: {len(cases)} cases, " + ", ".join(f"{n} {kind.__name__}" for kind, n in counted.items()))
