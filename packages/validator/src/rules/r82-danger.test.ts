import { expect, it } from "vitest";
import { applyPatch } from "../../test/json-patch.ts";
import { fixtureOf, readVectorFiles } from "../../test/vectors.ts";
import { validate } from "../validate.ts";
import { r82 } from "./r82-danger.ts";

const file = readVectorFiles().get("R82.json");

it.each(["GDPR#6(1)(d)", "GDPR#6(1)(d)(i)"])("asks danger to life of %s", (basis) => {
  const found = file?.cases.find(({ id }) => id === "freedom-as-vital-interest");
  if (found === undefined) throw new Error("no such case");
  const path = "/message/clear/env.legalBasis";
  const input = applyPatch(fixtureOf(found, file?.fixtures), [
    { op: "replace", path, value: [basis] },
  ]);
  const codes = validate(input, { rules: [r82] }).findings.map(({ code }) => code);
  expect(codes).toEqual(["R82_NO_VITAL_INTEREST"]);
});
