import { expect, it } from "vitest";
import { scenarioFixture } from "../../test/fixtures.ts";
import { applyPatch } from "../../test/json-patch.ts";
import { validate } from "../validate.ts";
import { r70 } from "./r70-shape-mark.ts";

it.each(["subject", "identity", "contact", "suspect", "need"])(
  "finds that a group of kind %s is about somebody, though nobody is described",
  (kind) => {
    expect(codesWith(kind)).toEqual(["R70_SUBJECT_PRESENT"]);
  },
);

it.each(["event", "location", "organisation", "vehicle"])(
  "takes a group of kind %s for no sign of a person",
  (kind) => {
    expect(codesWith(kind)).toEqual([]);
  },
);

/** What is found in an alert about a pattern, with a group of a kind added. */
function codesWith(kind: string): string[] {
  const path = "/message/body/qVbS0q0o6Q5aT7b3bW8m1w";
  const value = { kind, links: [], leaves: [] };
  const input = applyPatch(scenarioFixture("S17.1"), [{ op: "add", path, value }]);
  return validate(input, { rules: [r70] }).findings.map(({ code }) => code);
}
