import type { Json } from "@safepassage/core";
import { findField } from "@safepassage/schema";
import { expect, it } from "vitest";
import { scenarioFixture } from "../../test/fixtures.ts";
import { applyPatch } from "../../test/json-patch.ts";
import { validate } from "../validate.ts";
import { r53 } from "./r53-shape.ts";

const GROUP = "HN-LG3fF5cxcTcDCGUe85g";

/** What the rule finds at a leaf in a group of its kind. */
function signsIn(f: string, v: Json): readonly string[] {
  const value = { kind: findField(f)?.group ?? "", links: [], leaves: [{ f, v }] };
  const path = `/message/body/${GROUP}`;
  const input = applyPatch(scenarioFixture("S01.3"), [{ op: "add", path, value }]);
  const { findings } = validate(input, { rules: [r53] });
  return findings
    .filter(({ pointer }) => pointer === `/body/${GROUP}/${f}`)
    .map(({ code }) => code)
    .filter((code) => code.startsWith("R53_LOOKS_LIKE_"));
}

// Each form of a word that has room for a number, in one of its fields.
it.each([
  ["address_text", "location.precise", { kind: "address", value: { locality: "T 0151 2345 678" } }],
  ["handle", "online.accountHandle", { platform: "jobBoard", handle: "0151-2345678" }],
  ["legal_basis", "onward.legalBasis", "NAT-XB#act-0151-2345678"],
  ["log_origin", "log.position", { origin: "203.0.113.7/log", index: 42, treeSize: 100 }],
  ["national_offence", "event.offence", { iccs: "0204", national: "XB:0151-2345678" }],
  ["org_name", "organisation.name", "Test 0151 2345 678"],
  ["slug", "stat.population", { id: "cases-0151-2345678", disjointFrom: [] }],
])("sees an identifier in a word of form %s", (_, f, v) => {
  expect(signsIn(f, v)).toHaveLength(1);
});

it("sees none in words", () => {
  expect(signsIn("organisation.name", "Recruitment Test Ltd")).toEqual([]);
  expect(signsIn("online.accountHandle", { platform: "jobBoard", handle: "job_offers" })).toEqual(
    [],
  );
});
