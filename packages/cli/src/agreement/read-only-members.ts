/**
 * Members of an agreement that this version reads and does not act on, each with what that means. The table in
 * docs/spec/agreements.md#members-that-came-later says the same.
 */
const READ_ONLY: Readonly<Record<string, string>> = {
  retention: "not yet judged",
  transposes: "not yet judged",
  secondOfficer: "read and shown only",
  degraded: "read and shown only",
  witnesses: "read and shown only",
};

/** Lists the members of an agreement that this version only reads. */
export function readOnlyIn(terms: Readonly<Record<string, unknown>>): readonly ReadOnlyMember[] {
  const provisions = terms["nationalProvisions"];
  const isIn = (member: string): boolean =>
    member === "transposes"
      ? Array.isArray(provisions) && provisions.some((one) => Object.hasOwn(Object(one), member))
      : Object.hasOwn(terms, member);
  return Object.entries(READ_ONLY)
    .filter(([member]) => isIn(member))
    .map(([member, what]) => ({ member, what }));
}

/** A member that this version does not act on. */
export interface ReadOnlyMember {
  readonly member: string;
  readonly what: string;
}
