import { expect, it } from "vitest";
import { scenarioFixture } from "../../test/fixtures.ts";
import { applyPatch } from "../../test/json-patch.ts";
import { validate } from "../validate.ts";
import { r71 } from "./r71-links.ts";

it("follows links among few groups and among many", () => {
  const message = "/message/body";
  const ids = Array.from({ length: 9 }, (_, index) => `HN-LG3fF5cxcTcDCGUe8${index}Q`);
  const add = (id: string, links: readonly string[]) => ({
    op: "add" as const,
    path: `${message}/${id}`,
    value: { kind: "need", links, meta: META, leaves: [] },
  });
  const base = scenarioFixture("S01.3");
  const [person = ""] = Object.entries(base.message.body)
    .filter(([, { kind }]) => kind === "subject")
    .map(([id]) => id);
  for (const count of [1, ids.length]) {
    const some = ids.slice(0, count);
    const sound = applyPatch(
      base,
      some.map((id) => add(id, [person])),
    );
    expect(validate(sound, { rules: [r71] }).findings).toEqual([]);
    const wrong = applyPatch(
      base,
      some.map((id) => add(id, [id])),
    );
    expect(validate(wrong, { rules: [r71] }).findings.map(({ code }) => code)).toEqual(
      some.map(() => "R71_LINK_WRONG"),
    );
  }
});

const META = {
  nature: "assessment",
  sourceEval: "B",
  infoEval: "2",
  asOf: "2026-11",
  verified: "notVerified",
  complete: "partial",
};

it("names the evaluation of a group of which nothing can be evaluated", () => {
  const path = "/message/body/HN-LG3fF5cxcTcDCGUe85g/meta";
  const value = { nature: "fact" };
  const input = applyPatch(scenarioFixture("S01.3"), [{ op: "add", path, value }]);
  expect(validate(input, { rules: [r71] }).findings).toMatchObject([
    { code: "R71_HEADER_FOREIGN", groupKind: "response", field: "meta.nature" },
  ]);
});
