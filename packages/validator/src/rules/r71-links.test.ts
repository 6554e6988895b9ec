import { expect, it } from "vitest";
import { scenarioFixture } from "../../test/fixtures.ts";
import { applyPatch } from "../../test/json-patch.ts";
import { validate } from "../validate.ts";
import { r71 } from "./r71-links.ts";

it("names the evaluation of a group of which nothing can be evaluated", () => {
  const path = "/message/body/HN-LG3fF5cxcTcDCGUe85g/meta";
  const value = { nature: "fact" };
  const input = applyPatch(scenarioFixture("S01.3"), [{ op: "add", path, value }]);
  expect(validate(input, { rules: [r71] }).findings).toMatchObject([
    { code: "R71_HEADER_FOREIGN", groupKind: "response", field: "meta.nature" },
  ]);
});
