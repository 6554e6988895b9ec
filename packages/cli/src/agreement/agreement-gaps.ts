import {
  type Agreement,
  type ConditionExpression,
  findCode,
  findCondition,
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
export interface WantedRow {
  readonly field: string;
  readonly explicit: boolean;
  readonly strict: boolean;
}

/** The members by which the purposes of an agreement and its rows are known. It may be of another version's form. */
type Terms = Pick<Agreement, "purposes" | "rows" | "nationalProvisions" | "profiles">;

/**
 * Compares the terms of an agreement with the catalogue of this version. A purpose that it does not have is left out.
 *
 * @param day - The law in force on this day counts.
 */
export function agreementGaps(terms: Terms, day: string): AgreementGaps {
  const wanted = terms.purposes.flatMap((purpose) => wantedRows(terms, purpose));
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
      const bases = wantedProvisions(terms, purpose, day);
      return bases.length === 0 ? [] : [{ purpose, bases }];
    }),
  };
}

/** One way in which a condition may hold: what it asks of a row. */
interface Way {
  readonly explicit: boolean;
  readonly strict: boolean;
}

function wantedRows({ rows }: Pick<Terms, "rows">, purpose: string) {
  return (findPurpose(purpose)?.conditional ?? []).flatMap(({ field, when }) => {
    const own = rows.filter((row) => row.purpose === purpose && row.field === field);
    const has = {
      explicit: own.some((row) => row.explicit),
      strict: own.some((row) => row.strict),
    };
    const lacking = waysOf(when).map(({ explicit, strict }) => ({
      explicit: explicit && !has.explicit,
      strict: strict && !has.strict,
    }));
    const closed = lacking.filter(isAsking);
    if (closed.length === 0) return [];
    const isNever = closed.length === lacking.length;
    // Where nothing else lets it pass, the way that asks for least is enough.
    const [least = NOTHING] = closed.toSorted((one, other) => asksOf(one) - asksOf(other));
    return [{ purpose, field, ...(isNever ? least : allOf(closed)), isNever }];
  });
}

/** The ways in which an expression holds, each with what it asks of the row. */
function waysOf(expression: ConditionExpression): readonly Way[] {
  if ("cond" in expression) return [needsOf(expression.cond)];
  // What must not hold asks for no row.
  if ("not" in expression) return [NOTHING];
  if ("any" in expression) return expression.any.flatMap(waysOf);
  return expression.all
    .map(waysOf)
    .reduce(
      (before, ways) => before.flatMap((one) => ways.map((way) => allOf([one, way]))),
      [NOTHING],
    );
}

/** Reads in the definition of a condition whether it looks for a row that is explicit, or strict. */
function needsOf(id: string): Way {
  const text = JSON.stringify(findCondition(id)?.eval ?? {});
  return { explicit: /\$\w+\.explicit"/.test(text), strict: /\$\w+\.strict"/.test(text) };
}

const allOf = (ways: readonly Way[]): Way => ({
  explicit: ways.some(({ explicit }) => explicit),
  strict: ways.some(({ strict }) => strict),
});

const isAsking = ({ explicit, strict }: Way): boolean => explicit || strict;

const asksOf = ({ explicit, strict }: Way): number => Number(explicit) + Number(strict);

function wantedProvisions(
  { nationalProvisions }: Pick<Terms, "nationalProvisions">,
  purpose: string,
  day: string,
): readonly string[] {
  const transposed = new Set(
    nationalProvisions.flatMap((one) => (one.purpose === purpose ? (one.transposes ?? []) : [])),
  );
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

const NOTHING: Way = { explicit: false, strict: false };
