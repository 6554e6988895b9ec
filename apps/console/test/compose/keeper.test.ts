import type { Draft } from "@safepassage/api";
import { GatewayProblem } from "@safepassage/client";
import { expect, it } from "vitest";
import { createKeeper, type KeeperCalls } from "../../src/pages/compose/state/keeper.ts";

it("keeps one after the other: a second keeping names the revision of the first", async () => {
  const { calls, kept, tellOf } = createGateway();
  const keeper = createKeeper(calls, undefined);
  const both = [keeper.keep(draftOf("one"), KEEP), keeper.keep(draftOf("two"), KEEP)];
  expect((await keeper.held())?.text).toBe(JSON.stringify(draftOf("two")));
  expect((await Promise.all(both)).map(({ revision }) => revision)).toEqual([1, 2]);
  expect(kept()).toEqual([["two", 2]]);
  expect(tellOf("read")).toBe(0);
});

it("keeps one draft, also where the answer to its first keeping was lost and the text has changed since", async () => {
  const { calls, kept, lose } = createGateway();
  const keeper = createKeeper(calls, undefined);
  lose("create");
  await expect(keeper.keep(draftOf("one"), KEEP)).rejects.toThrow("lost");
  await keeper.keep(draftOf("two"), KEEP);
  expect(kept()).toEqual([["two", 2]]);
});

it("knows its own change again whose answer was lost", async () => {
  const { calls, kept, lose } = createGateway();
  const keeper = createKeeper(calls, undefined);
  await keeper.keep(draftOf("one"), KEEP);
  lose("replace");
  await expect(keeper.keep(draftOf("two"), KEEP)).rejects.toThrow("lost");
  await keeper.keep(draftOf("three"), KEEP);
  expect(kept()).toEqual([["three", 3]]);
});

it("does not take a change of somebody else's for its own", async () => {
  const { calls, kept, lose, change } = createGateway();
  const keeper = createKeeper(calls, undefined);
  const { id } = await keeper.keep(draftOf("one"), KEEP);
  change(id, draftOf("theirs"));
  lose("replace");
  for (const name of ["two", "three"]) {
    const keeping = keeper.keep(draftOf(name), KEEP);
    await expect(keeping).rejects.toThrow(name === "two" ? "lost" : "changed");
  }
  expect(kept()).toEqual([["theirs", 2]]);
  await keeper.keep(draftOf("three"), { asNew: true });
  expect(kept()).toEqual([
    ["theirs", 2],
    ["three", 1],
  ]);
});

const KEEP = { asNew: false };

const draftOf = (name: string) => ({ legalBases: [], body: { name } }) as unknown as Draft;

type Entry = Awaited<ReturnType<KeeperCalls["create"]>>;

/** A gateway that keeps drafts in memory, and answers a moment later. It does what was asked though its answer is lost. */
function createGateway() {
  const drafts = new Map<string, { draft: Draft; revision: number }>();
  const told = new Map<string, number>();
  const lost = new Set<string>();
  const answer = async <T>(name: keyof KeeperCalls, work: () => T): Promise<T> => {
    told.set(name, (told.get(name) ?? 0) + 1);
    await Promise.resolve();
    if (!lost.delete(name)) return work();
    try {
      work();
    } catch {
      // Nobody hears of it.
    }
    throw new TypeError("lost");
  };
  const entryOf = (id: string) => ({ id, revision: drafts.get(id)?.revision }) as Entry;
  const change = (id: string, draft: Draft): void =>
    void drafts.set(id, { draft, revision: (drafts.get(id)?.revision ?? 0) + 1 });
  const calls: KeeperCalls = {
    create: (draft, key) =>
      answer("create", () => {
        if (!drafts.has(key)) change(key, draft);
        return entryOf(key);
      }),
    replace: ({ id, revision }, draft) =>
      answer("replace", () => {
        if (drafts.get(id)?.revision !== revision) {
          throw new GatewayProblem(409, { code: "API_DRAFT_CHANGED", title: "changed" });
        }
        change(id, draft);
        return entryOf(id);
      }),
    read: (id) =>
      answer("read", () => ({ entry: entryOf(id), draft: drafts.get(id)?.draft ?? draftOf("") })),
  };
  return {
    ...{ calls, change },
    lose: (name: keyof KeeperCalls) => lost.add(name),
    tellOf: (name: keyof KeeperCalls) => told.get(name) ?? 0,
    kept: () =>
      [...drafts.values()].map(({ draft, revision }) => [Object(draft.body).name, revision]),
  };
}
