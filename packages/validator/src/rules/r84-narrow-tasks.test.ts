import { expect, it } from "vitest";
import { scenarioFixture } from "../../test/fixtures.ts";
import { applyPatch } from "../../test/json-patch.ts";
import { validate } from "../validate.ts";
import { r84 } from "./r84-narrow-tasks.ts";

/** What is found between a private body and Europol, in a message of a type on a basis. */
function codesOf(type: string, party: string, basis: string): string[] {
  const claim = (name: string, value: unknown) =>
    ({ op: "replace", path: `/message/clear/env.${name}`, value }) as const;
  const input = applyPatch(scenarioFixture("S17.1"), [
    claim("messageType", type),
    claim("sender.agencyType", party),
    claim("recipient.agencyType", "europol"),
    claim("legalBasis", ["GDPR#6(1)(c)", basis]),
  ]);
  return validate(input, { rules: [r84] }).findings.map(({ code }) => code);
}

const FOUND = "R84_PRIVATE_PARTY";

it.each([
  [
    "what the law obliges a hosting provider to tell",
    [],
    "alert",
    "hostingProvider",
    "REG2022/2065#18",
  ],
  ["a paragraph of that law", [], "alert", "hostingProvider", "REG2022/2065#18(2)"],
  ["what follows in that exchange", [], "correction", "hostingProvider", "GDPR#16"],
  ["no other law", [FOUND], "alert", "hostingProvider", "GDPR#6(1)(f)"],
  [
    "no article whose number only begins so",
    [FOUND],
    "alert",
    "hostingProvider",
    "REG2022/2065#181",
  ],
  ["no other private body", [FOUND], "alert", "victimServiceNGO", "REG2022/2065#18"],
  ["no answer to another private body", [FOUND], "correction", "victimServiceNGO", "GDPR#16"],
])("lets Europol have %s", (_, codes, type, party, basis) => {
  expect(codesOf(type, party, basis)).toEqual(codes);
});
