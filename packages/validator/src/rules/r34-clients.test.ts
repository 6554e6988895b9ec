import { expect, it } from "vitest";
import { scenarioFixture } from "../../test/fixtures.ts";
import { validate } from "../index.ts";
import { r34 } from "./r34-clients.ts";

it("does not ask for the form of a consent that nobody gave", () => {
  const { registry, ...known } = scenarioFixture("S02.1");
  if (registry === undefined) throw new Error("no registry");
  const flags = { ...registry.sender.flags, vawa: true };
  const input = { ...known, registry: { ...registry, sender: { ...registry.sender, flags } } };
  const { findings } = validate(input, { rules: [r34] });
  expect(findings.map(({ code }) => code)).toEqual(["R34_NO_CONSENT", "R34_NO_CONSENT"]);
});
