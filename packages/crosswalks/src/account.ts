import type { Leaf } from "@safepassage/schema";
import type { CodeMapping } from "./crosswalk.ts";

/** Why a value of the record was not exported. */
export const LOSS_REASONS = {
  noField: "the standard has no place for this field",
  noCode: "the standard has no counterpart for the code",
  saysMore: "the nearest value of the standard says more than the record",
  overlaps: "the nearest value of the standard only overlaps with the code",
  severalValues: "the record has several values, the standard takes one",
  imprecise: "the dates are not precise enough to decide",
  noPeriod: "one date says when, not for how long",
  pastOrCurrent: "the record does not say whether the exploitation is over",
  notRecruitment: "the trafficker need not be the recruiter",
  notLabour: "the event does not state forced labour",
  otherEvent: "the event or place is of recruitment or transit, not of exploitation",
  notLinked: "the group is not linked to a victim",
  otherPerson: "the person is not a victim or possible victim",
  identifying: "names, numbers, ids, contacts and exact places are never exported",
  evaluation: "the standard has no place for nature, source and evaluation",
} as const;

export type LossReason = keyof typeof LOSS_REASONS;

/**
 * What became of one value.
 *
 * - `same`: written with the same word.
 * - `close`: written with another word for the same.
 * - `coarsened`: written as a broader value.
 * - `lost`: not written.
 */
export interface Fate {
  readonly outcome: "same" | "close" | "coarsened" | "lost";
  readonly reason?: LossReason;
}

/** What became of the values of one field. Never holds a value. */
export interface AccountEntry extends Fate {
  /** Field of the catalogue; `meta` for the evaluation of a group. */
  readonly field: string;
  readonly count: number;
}

/** An element of the standard that a number of persons left empty. */
export interface Lacking {
  readonly element: string;
  readonly count: number;
}

/** What became of everything that was exported. */
export interface ExportAccount {
  readonly entries: readonly AccountEntry[];
  readonly lacking: readonly Lacking[];
}

/** Builds an {@link ExportAccount}. */
export interface AccountWriter {
  readonly note: (field: string, fate: Fate) => void;
  readonly lack: (element: string) => void;
  readonly add: (account: ExportAccount) => void;
  readonly finish: () => ExportAccount;
}

/** Creates an empty account. */
export function createAccount(): AccountWriter {
  const entries = new Map<string, AccountEntry>();
  const lacking = new Map<string, Lacking>();
  const addEntry = (entry: AccountEntry) =>
    add(entries, `${entry.field} ${entry.outcome} ${entry.reason ?? ""}`, entry);
  const addLacking = (entry: Lacking) => add(lacking, entry.element, entry);
  return {
    note: (field, fate) => addEntry({ field, ...fate, count: 1 }),
    lack: (element) => addLacking({ element, count: 1 }),
    add(account) {
      for (const entry of account.entries) addEntry(entry);
      for (const entry of account.lacking) addLacking(entry);
    },
    finish() {
      const inOrder = [...entries].sort(([one], [other]) => (one < other ? -1 : 1));
      return { entries: inOrder.map(([, entry]) => entry), lacking: [...lacking.values()] };
    },
  };
}

/** Records what became of a leaf. */
export type NoteFate = (leaf: Leaf, fate: Fate) => void;

/** Merges the accounts of several exports by adding their counts. */
export function mergeAccounts(accounts: readonly ExportAccount[]): ExportAccount {
  const merged = createAccount();
  for (const account of accounts) merged.add(account);
  return merged.finish();
}

/** Decides what becomes of a code. Nothing is written that says more than the record. */
export function fateOf(mapping: CodeMapping | undefined): Fate & { readonly to?: string } {
  if (mapping === undefined || mapping.status === "none") {
    return { outcome: "lost", reason: "noCode" };
  }
  if (mapping.status === "same") return { to: mapping.to, outcome: "same" };
  switch (mapping.relation) {
    case "equal":
      return { to: mapping.to, outcome: "close" };
    case "broader":
      return { to: mapping.to, outcome: "coarsened" };
    case "narrower":
      return { outcome: "lost", reason: "saysMore" };
    case "overlaps":
      return { outcome: "lost", reason: "overlaps" };
  }
}

function add<E extends { readonly count: number }>(
  to: Map<string, E>,
  key: string,
  entry: E,
): void {
  to.set(key, { ...entry, count: (to.get(key)?.count ?? 0) + entry.count });
}
