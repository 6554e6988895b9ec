import type { Draft } from "@safepassage/schema";
import { createFacts, type Facts } from "../conditions/facts.ts";
import type { Permission, PlacedLeaf, PolicyInput } from "../tables/model.ts";
import type { PolicyTables } from "../tables/tables.ts";
import { createJudge, judgeAll } from "./permissions.ts";
import { createWork, type Work } from "./work.ts";

/** What of a draft may be sent. */
export interface Minimised {
  /** Every leaf of it is allowed. */
  readonly draft: Draft;
  /** What became of each leaf of the draft given, in its order. */
  readonly account: readonly Permission[];
  /** Group ids that are gone. */
  readonly droppedGroups: readonly string[];
  /** Coarser rungs put beside a value that stays, so that an excerpt can show less of it. */
  readonly added: readonly PlacedLeaf[];
}

/**
 * Reduces a draft to what may be sent: leaves out what is withheld, puts coarser values in the
 * place of too fine ones, and removes the groups, links and reasons that then say nothing.
 *
 * Leaves out as well what a service under the VAWA may tell of a client by her written consent only,
 * which rule R34 refuses, and not R01.
 *
 * A condition may rest on a leaf that is left out, so the rest is judged again until all of it is
 * allowed. Minimising the result changes nothing.
 *
 * @param tables - Rows in place of those of the catalogue.
 */
export function minimise(input: PolicyInput, tables?: Partial<PolicyTables>): Minimised {
  const facts = createFacts(input, tables, true);
  const work = createWork(input.message, judgeAll(facts));
  let judged: readonly Permission[] = work.account();
  // Purpose and type of message, by which the rows are chosen, stay as they are.
  while (work.apply(judged, facts.rows)) judged = judgeAll(current(input, work, tables));
  const added = addRungs(input, work, tables);
  return {
    draft: work.draft(),
    account: work.account(),
    droppedGroups: work.droppedGroups(),
    added,
  };
}

/** Adds each coarser rung that is allowed beside its finer value, if nothing else suffers. */
function addRungs(
  input: PolicyInput,
  work: Work,
  tables: Partial<PolicyTables> | undefined,
): readonly PlacedLeaf[] {
  const facts = current(input, work, tables);
  const added: PlacedLeaf[] = [];
  for (const leaf of coarserRungs(facts)) {
    if (!work.add(leaf)) continue;
    const isHarmless = judgeAll(current(input, work, tables)).every(
      ({ outcome }) => outcome === "allowed",
    );
    if (isHarmless) added.push(leaf);
    else work.remove(leaf);
  }
  return added;
}

function coarserRungs(facts: Facts): readonly PlacedLeaf[] {
  const judge = createJudge(facts);
  return Object.entries(facts.input.message.body).flatMap(([gid, { leaves }]) =>
    leaves.flatMap((_, index) => judge.besides(gid, index)),
  );
}

/** The draft as it stands, to be judged as its sender does. */
function current(input: PolicyInput, work: Work, tables: Partial<PolicyTables> | undefined): Facts {
  return createFacts({ ...input, message: work.draft() }, tables, true);
}
