import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FIELDS } from "../catalogue/catalogue.ts";
import type { FieldMember } from "../catalogue/types.ts";
import { inOneOrder, ORDERED_MEMBERS, saysNothing } from "./one-order.ts";

describe("inOneOrder", () => {
  it("sorts by the canonical form, and names each thing once", () => {
    const record = { b: 1, a: ["y", "x"] };
    expect(inOneOrder(["b", "a", "b"])).toEqual(["a", "b"]);
    expect(inOneOrder([{ b: 1, a: ["x", "y"] }, record])).toEqual([{ b: 1, a: ["x", "y"] }]);
    expect(inOneOrder({ keys: ["male", "adult", "adult"] })).toEqual({
      keys: ["male", "adult", "adult"],
    });
  });

  it("does not depend on the order of what it is given, and changes nothing twice", () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), (list) => {
        const first = inOneOrder(list as never);
        expect(inOneOrder(list.toReversed() as never)).toEqual(first);
        expect(inOneOrder(first)).toEqual(first);
      }),
    );
  });

  it("leaves out a mark that is false and an empty list of a leaf, and no other", () => {
    expect(inOneOrder({ suppressed: false, count: 1 })).toEqual({ count: 1 });
    expect(inOneOrder({ operation: [], purpose: ["a"] })).toEqual({ purpose: ["a"] });
    expect(inOneOrder({ suppressed: true, conditions: [], europol: [] })).toEqual({
      suppressed: true,
      conditions: [],
      europol: [],
    });
  });
});

// Members are known by their names alone: two of one name must be of one kind.
describe("the names of members of values", () => {
  const members = FIELDS.flatMap(({ id, place, type }) =>
    "members" in type ? type.members.map((member) => ({ id, place, member })) : [],
  );
  const namesOf = (isMeant: (one: (typeof members)[number]) => boolean): readonly string[] =>
    members.filter(isMeant).map(({ member }) => member.id);
  const isList = ({ card }: FieldMember): boolean => card.max > 1;

  it("tell lists with an order from those without", () => {
    const unordered = namesOf(({ member }) => isList(member) && member.ordered !== true);
    expect(unordered.filter((name) => ORDERED_MEMBERS.has(name))).toEqual([]);
  });

  it("tell lists that may be left out from those that may not", () => {
    const needed = namesOf(
      ({ place, member }) => isList(member) && (place !== "leaf" || member.card.min > 0),
    );
    expect(needed.length).toBeGreaterThan(0);
    expect(needed.filter((name) => saysNothing(name, []))).toEqual([]);
  });

  it("tell marks that may be left out from those that may not", () => {
    const needed = namesOf(({ member: { type, card } }) => type.t === "bool" && card.min > 0);
    expect(needed.filter((name) => saysNothing(name, false))).toEqual([]);
  });
});
