import { type AskedRow, asksForRow, joined, lackingIn, waysOf } from "@safepassage/policy";
import {
  type Agreement,
  findCode,
  findPurpose,
  isBasisLive,
  PROFILE_DIGEST,
} from "@safepassage/schema";

/** What an agreement says of the catalogue of this version, and what its parties may have to add. */
export interface AgreementGaps {
  /** Digest of this catalogue, if the agreement does not admit it: nothing is sent under it then. */
  readonly profile?: string;
  /** Conditional fields that are never sent for want of a row, by purpose. */
  readonly rows: readonly PurposeRows[];
  /** Conditional fields for which a row would open one way more. */
  readonly moreRows: readonly PurposeRows[];
  /** Directives that give a task or duty for a purpose, and no provision of the agreement transposes. */
  readonly provisions: readonly { readonly purpose: string; readonly bases: readonly string[] }[];
}

/** Fields of one purpose that want a row. */
export interface PurposeRows {
  readonly purpose: string;
  readonly fields: readonly WantedRow[];
}

/** The row that a field wants: explicit, strict, or both. */
export interface WantedRow extends AskedRow {
  readonly field: string;
}

/** The members by which the purposes of an agreement and its rows are known. It may be of another version's form. */
type Terms = Pick<Agreement, "purposes" | "rows" | "nationalProvisions" | "profiles">;

/**
 * Compares the terms of an agreement with the catalogue of this version. A purpose that it does not have is left out.
 *
 * @param day - The law in force on this day counts.
 */
export function agreementGaps(terms: Terms, day: string): AgreementGaps {
  // Nobody has judged the terms: they may have as many rows as a file has room for.
  const rowsOf = Map.groupBy(terms.rows, ({ purpose, field }) => `${purpose} ${field}`);
  const provisionsOf = Map.groupBy(terms.nationalProvisions, ({ purpose }) => purpose);
  const wanted = terms.purposes.flatMap((purpose) => wantedRows(rowsOf, purpose));
  const by = (isNever: boolean): readonly PurposeRows[] => {
    const some = wanted.filter((row) => row.isNever === isNever);
    return [...Map.groupBy(some, ({ purpose }) => purpose)].map(([purpose, rows]) => ({
      purpose,
      fields: rows.map(({ field, explicit, strict }) => ({ field, explicit, strict })),
    }));
  };
  return {
    ...(terms.profiles.includes(PROFILE_DIGEST) ? {} : { profile: PROFILE_DIGEST }),
    rows: by(true),
    moreRows: by(false),
    provisions: terms.purposes.flatMap((purpose) => {
      const bases = wantedProvisions(provisionsOf.get(purpose) ?? [], purpose, day);
      return bases.length === 0 ? [] : [{ purpose, bases }];
    }),
  };
}

function wantedRows(rowsOf: ReadonlyMap<string, Terms["rows"]>, purpose: string) {
  return (findPurpose(purpose)?.conditional ?? []).flatMap(({ field, when }) => {
    const has = joined(rowsOf.get(`${purpose} ${field}`) ?? []);
    const lacking = waysOf(when).map((way) => lackingIn(has, way));
    const closed = lacking.filter(asksForRow);
    if (closed.length === 0) return [];
    const isNever = closed.length === lacking.length;
    // Where nothing else lets it pass, the way that asks for least is enough.
    const [least = joined([])] = closed.toSorted((one, other) => asksOf(one) - asksOf(other));
    return [{ purpose, field, ...(isNever ? least : joined(closed)), isNever }];
  });
}

const asksOf = ({ explicit, strict }: AskedRow): number => Number(explicit) + Number(strict);

function wantedProvisions(
  provisions: Terms["nationalProvisions"],
  purpose: string,
  day: string,
): readonly string[] {
  const transposed = new Set(provisions.flatMap(({ transposes = [] }) => transposes));
  return (findPurpose(purpose)?.legalBases ?? []).flatMap((entry) =>
    entry.role !== "processing" &&
    isDirective(entry.basis) &&
    isBasisLive(entry, day) &&
    !transposed.has(entry.basis)
      ? [entry.basis]
      : [],
  );
}

/** A directive binds States. Who acts on it names the national law that transposes it. */
function isDirective(basis: string): boolean {
  const code = basis.slice(0, basis.indexOf("#"));
  const title = findCode("legal_instrument", code)?.["title"];
  return /^DIR\d/.test(code) || (typeof title === "string" && title.startsWith("Directive"));
}
