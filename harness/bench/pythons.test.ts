import { expect, test } from "vitest";
import { withoutTime } from "./pythons.ts";

test("a module that is missing is skipped with how to install it, from PyPI or from Debian", () => {
  const error = new Error("Traceback\nModuleNotFoundError: No module named 'torch'");
  expect(withoutTime("gradcheck", error, "torch")).toEqual({
    what: "gradcheck",
    skipped:
      "ModuleNotFoundError: No module named 'torch' (pip install torch, or Debian's: apt-get install --no-install-recommends python3-torch; BACKPROOF_PYTHON names the Python that has it: /usr/bin/python3)",
  });
});

test("anything else has failed, and is not skipped", () => {
  expect(withoutTime("gradcheck", new Error("it computes something else"), "torch")).toEqual({
    what: "gradcheck",
    failed: "it computes something else",
  });
});
