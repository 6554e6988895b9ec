import { describe, expect, it } from "vitest";
import { FIELDS } from "../catalogue/catalogue.ts";
import { namedAgencies } from "./named-agencies.ts";

const AGENCY = "https://a.test";
const GID = "AAAAAAAAAAAAAAAAAAAAAA";

describe("the agencies that a message names", () => {
  const withAgency = FIELDS.filter(({ type }) => JSON.stringify(type).includes('"agency"'));

  it.each(withAgency.map((field) => [field.id, field] as const))("are found in %s", (id, field) => {
    const inner = "members" in field.type ? field.type.members : [];
    const member = inner.find(({ type }) => type.t === "agency");
    const value = member === undefined ? AGENCY : { [member.id]: AGENCY };
    const group = {
      header: { meta: { [id.slice("meta.".length)]: value } },
      leaf: { leaves: [{ f: id, v: value }] },
    };
    const isClaim = field.place === "clear" || field.place === "private";
    const message = isClaim
      ? { [field.place]: { [id]: value } }
      : { body: { [GID]: group[field.place as keyof typeof group] } };
    expect(namedAgencies(message)).toEqual([
      { entity: AGENCY, field: id, gid: isClaim ? undefined : GID },
    ]);
  });

  it("are found in what corrects a field that names one", () => {
    const leaves = [
      { f: "correction.target", v: { path: `${GID}/subject.guardianRef` } },
      { f: "correction.value", v: AGENCY },
    ];
    const found = namedAgencies({ body: { [GID]: { leaves } } });
    expect(found).toEqual([{ entity: AGENCY, field: "correction.value", gid: GID }]);
  });

  it("are found with work in proportion to what a group holds", () => {
    let reads = 0;
    const path = {
      get path() {
        reads++;
        return `${GID}/subject.guardianRef`;
      },
    };
    const count = 300;
    const leaves = Array.from({ length: count }, () => [
      { f: "correction.target", v: path },
      { f: "correction.value", v: AGENCY },
    ]).flat();
    const found = namedAgencies({ body: { [GID]: { leaves } } });
    expect(new Set(found.map(({ entity }) => entity))).toEqual(new Set([AGENCY]));
    expect([reads, found.length]).toEqual([count, count]);
  });

  it.each([
    null,
    [],
    { body: [] },
    { body: { [GID]: null } },
    { body: { [GID]: { leaves: [{ f: 1 }, null, { f: "subject.guardianRef", v: 1 }] } } },
  ])("are none in %j", (message) => {
    expect(namedAgencies(message)).toEqual([]);
  });
});
