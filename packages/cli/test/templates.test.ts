import { caseRequestSchema, importStatementSchema } from "@safepassage/htcds";
import { consentRecordSchema } from "@safepassage/schema";
import { findIssues, templateOf } from "@safepassage/schema/form";
import { describe, expect, it } from "vitest";

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

/** Pointers to the texts of a template. */
function placesIn(value: unknown, at = ""): readonly string[] {
  if (typeof value === "string") return [at];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) => placesIn(one, `${at}/${name}`));
}
