import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { canonicalJson, ProtocolError } from "@safepassage/core";
import { describe, expect, it } from "vitest";
import { situationsPage } from "../generators/situations.ts";
import { readSituations, type Situation } from "./model.ts";
import { changed, type Run, run } from "./run.ts";
import { createWorld } from "./world.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const { parties, situations } = readSituations(ROOT);
const world = createWorld(parties);

describe.each(situations.map((one) => [one.id, one] as const))("%s", (_, situation) => {
  const whole = run(situation, world);
  const outcome = outcomeOf(situation, whole);

  it("comes out as the guide says, field by field", () => {
    const { verdict, eraseBy, conditions, sent, coarser, withheld } = situation.expect;
    expect(outcome).toEqual({
      sent,
      coarser: mapped(coarser, ({ to }) => to),
      withheld: mapped(withheld, ({ by }) => by),
    });
    expect(whole.judgement?.verdict).toBe(verdict);
    expect(whole.judgement?.findings).toEqual([]);
    const { clear } = whole.prepared.draft;
    expect(clear["env.retention.eraseBy"]).toBe(eraseBy);
    expect(clear["env.handling.conditions"]).toEqual(conditions);
  });

  it("leaves nothing of what it withholds in the message", () => {
    const said = JSON.stringify(whole.prepared.draft);
    const kept = new Set(Object.values(whole.prepared.draft.body).flatMap(valuesOf));
    const secret = Object.entries(
      situation.request.body as unknown as Run["whole"]["body"],
    ).flatMap(([gid, group]) =>
      group.leaves
        .filter(({ f }) => Object.hasOwn(situation.expect.withheld, `${gid}/${f}`))
        .map(({ v }) => canonicalJson(v))
        // A code that also stands elsewhere tells nothing.
        .filter((value) => value.length > 14 && !kept.has(value)),
    );
    for (const value of secret) expect(said).not.toContain(value);
  });

  it.each(situation.otherwise.map((one) => [one.says, one] as const))("%s", (_says, one) => {
    const { sent, withheld = [], coarser = [], also = [], refusedBy = [] } = one.expect;
    const other = changed(situation, one);
    if (!sent) return expect(refusalOf(other)).toEqual(refusedBy);
    const made = run(other, world);
    expect(made.judgement?.verdict).toBe("accept");
    const now = outcomeOf(other, made);
    const isNew = (path: string) => !Object.hasOwn(situation.expect.withheld, path);
    expect(Object.keys(now.withheld).filter(isNew)).toEqual(withheld);
    const wasCoarser = (path: string) => Object.hasOwn(situation.expect.coarser, path);
    expect(Object.keys(now.coarser).filter((path) => !wasCoarser(path))).toEqual(coarser);
    expect(now.sent.filter((path) => !situation.expect.sent.includes(path))).toEqual(also);
  });
});

it("has ten situations and more, of each kind of agency that the guide names", () => {
  expect(situations.length).toBeGreaterThanOrEqual(10);
  const types = new Set(
    situations.flatMap(({ sender, request }) => [
      parties.parties[sender]?.["type"],
      Object.values(parties.parties).find(({ entity }) => entity === request.recipient)?.["type"],
    ]),
  );
  for (const type of [
    "victimServiceNGO",
    "police",
    "labourInspectorate",
    "childProtection",
    "prosecutor",
    "dataProtectionAuthority",
    "internationalOrganisation",
  ]) {
    expect(types).toContain(type);
  }
});

it("shows in the guide what comes out here", async () => {
  const guide = readFileSync(join(ROOT, situationsPage.path), "utf8");
  expect(await situationsPage.render(ROOT)).toBe(guide);
  for (const { title } of situations)
    expect(guide).toMatch(new RegExp(`^## \\d+\\. ${title}$`, "m"));
});

/** What became of each field, by `group/field`. */
function outcomeOf({ request }: Situation, { prepared }: Run) {
  const sent = new Set<string>();
  const coarser: Record<string, unknown> = {};
  const withheld: Record<string, string> = {};
  for (const { gid, field, outcome, coarsenedTo = [], reason, finding } of prepared.account) {
    // What the library adds, such as the time to answer, is in no case file.
    if (gid === undefined || !Object.hasOwn(request.body, gid)) continue;
    const path = `${gid}/${field}`;
    if (outcome === "allowed") sent.add(path);
    else if (outcome === "coarsened") coarser[path] = coarsenedTo.map(({ f, v }) => ({ f, v }));
    else withheld[path] = reason?.code ?? finding?.rule ?? "";
  }
  return { sent: [...sent], coarser, withheld };
}

/** The rules that refuse it, or the code of the check that stops it. */
function refusalOf(situation: Situation): readonly string[] {
  try {
    const { prepared } = run(situation, world);
    expect(prepared.maySend).toBe(false);
    const errors = prepared.judgement.findings.filter(({ severity }) => severity === "error");
    return [...new Set(errors.map(({ rule }) => rule))];
  } catch (error) {
    if (error instanceof ProtocolError) return [error.code];
    throw error;
  }
}

const mapped = <T, U>(record: Readonly<Record<string, T>>, change: (one: T) => U) =>
  Object.fromEntries(Object.entries(record).map(([key, one]) => [key, change(one)]));

const valuesOf = ({ leaves }: Run["whole"]["body"][string]): readonly string[] =>
  leaves.map(({ v }) => canonicalJson(v));
