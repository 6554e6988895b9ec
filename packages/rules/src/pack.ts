import type { RuleEntry } from "@safepassage/schema";
import type { Translation } from "./messages/messages.ts";
import type { Rule } from "./rule.ts";

/**
 * Rules of one regime or State, with everything they need. An agency adds a pack if its law requires
 * more.
 *
 * A pack can only add refusals and warnings. It cannot remove a rule of another pack.
 *
 * @see docs/spec/validation.md#packs
 */
export interface RulePack {
  /** Lower-case letters, digits and hyphens: `led`, `xn`. */
  readonly id: string;
  /** Semantic version of the pack. */
  readonly version: string;
  /** First day on which messages are judged by it, `2026-01-01`. */
  readonly validFrom: string;
  /** Last such day. Default: until further notice. */
  readonly validUntil?: string;
  readonly rules: readonly Rule[];
  /** Entries, as in the catalogue, for rules that the catalogue does not have. */
  readonly entries?: readonly PackEntry[];
  /** Codes that its rules compare with, by name of the list. For people who read or compare packs. */
  readonly codeLists?: Readonly<Record<string, readonly string[]>>;
  /** Sentences of its codes, one translation for each language; English first. */
  readonly messages?: readonly Translation[];
}

/** Severity, tier, law and fix of a rule that the catalogue does not have. */
export type PackEntry = Pick<
  RuleEntry,
  "id" | "severity" | "citation" | "citationStatus" | "fix"
> & {
  readonly stage: "schema" | "context" | "state";
  /** What the rule checks, in words. For people who read or compare packs. */
  readonly check: string;
};

/**
 * Checks that packs can be used together.
 *
 * @throws TypeError for an invalid id, version or day, a rule in two packs, a rule without an entry in
 *   the catalogue or its pack, and an entry for a rule of the catalogue.
 */
export function requirePacks(packs: readonly RulePack[], knows: (id: string) => boolean): void {
  const ids = new Set<string>();
  for (const { id, version, validFrom, validUntil = "9999-12-31", rules, entries = [] } of packs) {
    const isNamed = /^[a-z][a-z0-9-]{0,31}$/.test(id) && /^\d+\.\d+\.\d+$/.test(version);
    const isDated = DAY.test(validFrom) && DAY.test(validUntil) && validFrom <= validUntil;
    if (!isNamed || !isDated) throw new TypeError(`pack ${id}: id, version or days are wrong`);
    const own = new Set(entries.map((entry) => entry.id));
    for (const entry of own) {
      if (knows(entry)) throw new TypeError(`pack ${id}: ${entry} is a rule of the catalogue`);
    }
    for (const rule of rules) {
      if (ids.has(rule.id)) throw new TypeError(`pack ${id}: another pack has rule ${rule.id}`);
      if (!knows(rule.id) && !own.has(rule.id)) {
        throw new TypeError(`pack ${id}: no entry for rule ${rule.id}`);
      }
      ids.add(rule.id);
    }
  }
}

/** Whether a pack is in force on a day, `2026-11-24`. */
export const isInForce = ({ validFrom, validUntil }: RulePack, day: string): boolean =>
  validFrom <= day && (validUntil === undefined || day <= validUntil);

const DAY = /^\d{4}-\d{2}-\d{2}$/;
