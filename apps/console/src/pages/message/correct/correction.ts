import {
  type Body,
  type Correction,
  type CorrectionAction,
  findField,
  type Group,
  KINDS,
} from "@safepassage/schema";
import { isFinished } from "../../compose/state/work.ts";

/** A place of a message that can be corrected. */
export interface Place {
  /** `gid/field`. */
  readonly path: string;
  readonly gid: string;
  readonly field: string;
  /** What stands there now. */
  readonly values: readonly unknown[];
}

/** A correction while somebody writes it. */
export interface CorrectionWork {
  readonly action: CorrectionAction | undefined;
  /** A code of the list `correction_reason`. */
  readonly reason: string | undefined;
  /** The places that are wrong, by path, with the values that shall stand there. */
  readonly changes: ReadonlyMap<string, readonly unknown[]>;
}

export const EMPTY_CORRECTION: CorrectionWork = {
  action: undefined,
  reason: undefined,
  changes: new Map(),
};

/**
 * The places of a message that a correction can name: values, and role and age class of a person. Kinds, links and ids are corrected by a
 * message of their own.
 *
 * @see `docs/spec/corrections.md#form`
 */
export const placesOf = (body: Body): readonly Place[] =>
  Object.entries(body).flatMap(([gid, group]) =>
    [...headersOf(group), ...valuesOf(group)].map(([field, values]) => ({
      ...{ path: `${gid}/${field}`, gid, field, values },
    })),
  );

/** Whether an action says what shall stand at the places. */
export const takesValues = (action: CorrectionAction | undefined): boolean =>
  action === "rectify" || action === "complete";

/** What somebody begins with who has chosen a place: to replace values, with those that stand there; to add some, with none. */
export const firstValues = (
  action: CorrectionAction,
  { values }: Pick<Place, "values">,
): readonly unknown[] => (action === "rectify" ? values : [undefined]);

/** Whether a field may have several values. */
export const isRepeated = (field: string): boolean => (findField(field)?.card.max ?? 1) > 1;

/**
 * Puts a correction together. `undefined` until it says what to do, why, and where.
 *
 * @param places - Those of the message. An erasure takes the whole message, whichever place it names.
 */
export function toCorrection(
  { action, reason, changes }: CorrectionWork,
  places: readonly Place[],
): Correction | undefined {
  if (action === undefined || reason === undefined) return undefined;
  if (action === "erase") {
    const [first] = places;
    return first && { action, reason, changes: [{ path: first.path }] };
  }
  const chosen = places.filter(({ path }) => changes.has(path));
  if (chosen.length === 0) return undefined;
  if (!takesValues(action))
    return { action, reason, changes: chosen.map(({ path }) => ({ path })) };
  const written = chosen.map(({ path, values: now }) => ({
    ...{ path, values: (changes.get(path) ?? []).filter(isFinished), now },
  }));
  // A value that is right already needs no correction.
  const isIdle = written.some(({ values, now }) => values.length === 0 || isSame(values, now));
  if (isIdle) return undefined;
  const sent = written.map(({ path, values }) => ({ path, values }));
  return { action, reason, changes: sent } as Correction;
}

const isSame = (one: readonly unknown[], other: readonly unknown[]): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

function headersOf({
  kind,
  ledCategory,
  ageClass,
}: Group): readonly (readonly [string, readonly unknown[]])[] {
  if (KINDS[kind]?.person !== true) return [];
  const headers = { "subject.ledCategory": ledCategory, "subject.ageClass": ageClass };
  return Object.entries(headers).flatMap(([field, value]) =>
    value === undefined ? [] : [[field, [value]] as const],
  );
}

const valuesOf = ({ leaves }: Group): readonly (readonly [string, readonly unknown[]])[] =>
  [...new Set(leaves.map(({ f }) => f))].map((field) => [
    field,
    leaves.filter(({ f }) => f === field).map(({ v }) => v),
  ]);
