import { caseRequestSchema, importStatementSchema } from "@safepassage/htcds";
import { consentRecordSchema } from "@safepassage/schema";
import { findIssues, templateOf } from "@safepassage/schema/form";
import { describe, expect, it } from "vitest";
import { createCaller } from "./call.ts";

const TYPES = {
  request: caseRequestSchema(),
  statement: importStatementSchema(),
  "consent record": consentRecordSchema(),
};

describe("the template of a file", () => {
  it.each(Object.entries(TYPES))(
    "of a %s lacks nothing, and each text in the place of a form is refused",
    (_, type) => {
      const template = templateOf(type);
      const faults = findIssues(type, template);
      expect(faults.filter(({ code }) => /^MEMBER_/.test(code))).toEqual([]);
      // The ids that an agency gives its cases have no form.
      const toFillIn = placesIn(template).filter((place) => !/^\/(case|person)/.test(place));
      const refused = faults.map(({ pointer }) => pointer);
      expect(refused).toEqual(expect.arrayContaining(toFillIn));
      expect(toFillIn.length).toBeGreaterThan(2);
    },
  );

  it("says what to write, with the code list", () => {
    expect(templateOf(TYPES.request)).toMatchObject({
      messageType:
        "<the type of message, such as referral> safepassage codes message_type prints the list.",
      conditions: [],
      consent: null,
      additions: {},
    });
  });
});

describe("a member that is filled in by --set", () => {
  it("is a number where the form asks for one, and a text elsewhere", async () => {
    const { call } = createCaller();
    const filled = ["k=10", "minAssurance=2", "version=2", "epsilonBudget=1", "dpo=true"];
    const { text } = await call("init", "agreement", "--json", "--set", ...filled, "--set", "k=x");
    expect(JSON.parse(text).form).toMatchObject({
      ...{ k: "x", minAssurance: 2, version: "2", epsilonBudget: "1", dpo: true },
    });
    const other = await call("init", "agreement", "--json", "--set", ...filled);
    expect(JSON.parse(other.text).form).toMatchObject({ k: 10 });
  });
});

/** Pointers to the texts of a template. */
function placesIn(value: unknown, at = ""): readonly string[] {
  if (typeof value === "string") return [at];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) => placesIn(one, `${at}/${name}`));
}
