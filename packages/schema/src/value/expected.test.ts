import { expect, it } from "vitest";
import { DATE_PROFILES, PATTERNS } from "../catalogue/catalogue.ts";
import { DATE_EXAMPLES, EXAMPLES, expectedAt } from "./expected.ts";

it.each([
  ["pattern", PATTERNS, EXAMPLES],
  ["profile of dates", DATE_PROFILES, DATE_EXAMPLES],
])("each %s has an example that matches it", (_, table, examples) => {
  expect(Object.keys(examples).sort()).toEqual(Object.keys(table).sort());
  for (const [name, { regex }] of Object.entries(table))
    expect(examples[name]).toMatch(new RegExp(regex, "u"));
});

it.each([
  ["need.services", "CODE_UNKNOWN", "", { list: "service_need" }],
  ["contact.phone", "PATTERN_MISMATCH", "", { example: "+99955501001" }],
  ["identity.names", "PATTERN_MISMATCH", "/0/latin", { example: "Mariya" }],
  ["identity.dateOfBirth", "DATE_MALFORMED", "/edtf", { example: "1998-05-17" }],
  ["location.precise", "PATTERN_MISMATCH", "/value/postcode", { example: "AB1 2CD" }],
] as const)("says of %s what may stand there", (field, code, at, told) => {
  expect(expectedAt({ field, code, pointer: `/body/g/leaves/0/v${at}` })).toMatchObject(told);
});

it.each([
  // The kind of the value says what is expected, and no issue tells it.
  ["evidence.identifier", "PATTERN_MISMATCH", "/value"],
  ["identity.names", "WRONG_TYPE", ""],
  ["contact.phone", "TEXT_TOO_LONG", ""],
  ["nothing.known", "CODE_UNKNOWN", ""],
] as const)("says nothing of %s (%s)", (field, code, at) => {
  expect(expectedAt({ field, code, pointer: `/body/g/leaves/0/v${at}` })).toEqual({});
});
