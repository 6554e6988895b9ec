import { describe, expect, it } from "vitest";
import {
  CATALOGUE_CHANGES,
  CODE_LISTS,
  EXCHANGE_TYPES,
  FIELDS,
  KINDS,
  PURPOSES,
} from "./catalogue.ts";

/** Fields of each group in the domain report that the catalogue was taken from. */
const REPORTED: Readonly<Record<string, number>> = {
  env: 30,
  private: 13,
  meta: 8,
  subject: 19,
  identity: 11,
  contact: 3,
  online: 3,
  location: 6,
  event: 13,
  need: 5,
  suspect: 4,
  organisation: 5,
  finance: 5,
  vehicle: 2,
  travel: 1,
  evidence: 13,
  match: 12,
  alert: 6,
  return: 5,
  status: 2,
  assessment: 4,
  response: 3,
  deadline: 2,
  request: 1,
  correction: 4,
  erasure: 7,
  onward: 16,
  recall: 2,
  consent: 3,
  breach: 12,
  rights: 12,
  stat: 6,
  audit: 5,
  log: 13,
  excerpt: 2,
};

describe("the catalogue is the whole record", () => {
  it("has every group of the report, each with as many fields, and no other", () => {
    const counted = Map.groupBy(FIELDS, ({ group }) => group);
    expect(Object.fromEntries([...counted].map(([group, { length }]) => [group, length]))).toEqual(
      REPORTED,
    );
    expect(new Set(FIELDS.map(({ id }) => id)).size).toBe(258);
    // What is no group of a body: the envelope, the private part and the evaluation of a group.
    const kinds = Object.keys(REPORTED).filter(
      (name) => !["env", "private", "meta"].includes(name),
    );
    expect(Object.keys(KINDS).sort()).toEqual(kinds.sort());
  });

  it("says of each change where it is, what and why, and takes no field away", () => {
    expect(CATALOGUE_CHANGES.length).toBeGreaterThan(0);
    for (const { where, change, reason } of CATALOGUE_CHANGES) {
      expect([where, change, reason]).not.toContain("");
    }
    // Fields were neither added nor removed; a change that did would have to change the table above.
    const fields = CATALOGUE_CHANGES.filter(({ where }) =>
      /^data-model: fields? (added|removed)/.test(where),
    );
    expect(fields).toEqual([]);
  });

  it("has every type of message, each opened by a purpose or with fields of its own", () => {
    const types = CODE_LISTS["message_type"]?.codes.map(({ code }) => code) ?? [];
    expect(types).toHaveLength(16);
    const opening = new Set(PURPOSES.flatMap(({ opens }) => opens.messageTypes));
    const exchange = Object.keys(EXCHANGE_TYPES);
    expect(exchange).toHaveLength(10);
    expect([...opening, ...exchange].sort()).toEqual(types.toSorted());

    const known = new Set(FIELDS.map(({ id }) => id));
    for (const [type, { required = [], allowed = [] }] of Object.entries(EXCHANGE_TYPES)) {
      expect(required.length, type).toBeGreaterThan(0);
      for (const id of [...required, ...allowed]) expect(known.has(id), id).toBe(true);
    }
  });
});
