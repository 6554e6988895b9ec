import type { Draft } from "@safepassage/schema";
import { createFacts, type Facts } from "../conditions/facts.ts";
import type { Permission, PlacedLeaf, PolicyInput } from "../tables/model.ts";
import type { PolicyTables } from "../tables/tables.ts";
import { createJudge, judgeAll } from "./permissions.ts";
import { createWork, type Work } from "./work.ts";

/** The part of a draft that may be sent. */
export interface Minimised {
  /** The reduced draft: every leaf is allowed. */
  readonly draft: Draft;
  /** What became of each leaf of the given draft, in its order. */
  readonly account: readonly Permission[];
  /** Ids of the groups that were removed. */
  readonly droppedGroups: readonly string[];
  /** Coarser values added beside one that stays, so that an excerpt can show the coarser one. */
  readonly added: readonly PlacedLeaf[];
}

/**
 * Reduces a draft to what may be sent: removes withheld values, replaces values that are too precise,
 * and removes the groups, links and reasons of necessity that no longer say anything.
 *
 * For a service under the VAWA it also removes what needs a client's written consent; the recipient
 * refuses that by rule R34, not R01.
 *
 * A condition may depend on a leaf that was removed, so the rest is judged again until all of it is
 * allowed. Minimising the result again changes nothing.
 *
 * @param tables - Rows that replace those of the catalogue.
 */
export function minimise(input: PolicyInput, tables?: Partial<PolicyTables>): Minimised {
  const facts = createFacts(input, tables, true);
  let judged: readonly Permission[] = judgeAll(facts);
  const work = createWork(input.message, judged);
  // Purpose and message type do not change, so the rows do not either.
  while (work.apply(judged, facts.rows)) judged = judgeAll(current(input, work, tables));
  const added = addRungs(input, work, tables);
  return {
    draft: work.draft(),
    account: work.account(),
    droppedGroups: work.droppedGroups(),
    added,
  };
}

/** Adds each coarser rung that is allowed beside its finer value, unless another leaf then fails. */
function addRungs(
  input: PolicyInput,
  work: Work,
  tables: Partial<PolicyTables> | undefined,
): readonly PlacedLeaf[] {
  const facts = current(input, work, tables);
  const added: PlacedLeaf[] = [];
  const judge = createJudge(facts);
  const rungs = Object.entries(facts.input.message.body).flatMap(([gid, { leaves }]) =>
    leaves.flatMap((_, index) => judge.besides(gid, index)),
  );
  for (const leaf of rungs) {
    if (!work.add(leaf)) continue;
    const isHarmless = judgeAll(current(input, work, tables)).every(
      ({ outcome }) => outcome === "allowed",
    );
    if (isHarmless) added.push(leaf);
    else work.remove(leaf);
  }
  return added;
}

/** Facts of the draft in its present state, as its sender judges it. */
function current(input: PolicyInput, work: Work, tables: Partial<PolicyTables> | undefined): Facts {
  return createFacts({ ...input, message: work.draft() }, tables, true);
}
