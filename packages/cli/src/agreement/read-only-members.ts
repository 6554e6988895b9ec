/**
 * Members of an agreement that this version reads and does not act on, each with what that means. The table in
 * docs/spec/agreements.md#members-that-came-later says the same.
 */
const READ_ONLY: Readonly<Record<string, string>> = {
  degraded: "read and shown only",
  witnesses: "read and shown only",
};

/** Lists the members of an agreement that this version only reads. */
export function readOnlyIn(terms: Readonly<Record<string, unknown>>): readonly ReadOnlyMember[] {
  return Object.entries(READ_ONLY)
    .filter(([member]) => Object.hasOwn(terms, member))
    .map(([member, what]) => ({ member, what }));
}

/** A member that this version does not act on. */
export interface ReadOnlyMember {
  readonly member: string;
  readonly what: string;
}
