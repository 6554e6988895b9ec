import { type Body, checkMessage, type Group } from "@safepassage/schema";
import { expect, it } from "vitest";
import { type Judgement, type ValidationInput, validate } from "../src/index.ts";
import { readRuleCorpus } from "./corpus.ts";

const lines = [...readRuleCorpus().values()].flat();

it("refuses what it refused, however links hide whom it concerns", () => {
  const opened: string[] = [];
  const tried = new Map<string, number>();
  let felt = 0;
  for (const { id, input } of lines) {
    const refused = checkMessage(input.message).length === 0 ? refusedBy(validate(input)) : NOTHING;
    if (refused.size === 0) continue;
    const { body, ...rest } = input.message as { readonly body: Body };
    for (const [way, hidden] of hiddenBodies(body)) {
      const message = { ...rest, body: hidden };
      const now = refusedBy(validate({ ...input, message } as ValidationInput));
      // The change itself is refused.
      if ([...now].some((one) => one.startsWith("R71 ") && !refused.has(one))) continue;
      tried.set(way, (tried.get(way) ?? 0) + 1);
      if (now.size > refused.size) felt += 1;
      // A link of a wrong kind may have gone.
      const gone = [...refused].filter((one) => !now.has(one) && !one.startsWith("R71 "));
      opened.push(...gone.map((one) => `${id}: ${one}, ${way}`));
    }
  }
  expect(opened).toEqual([]);
  expect([...tried.keys()]).toHaveLength(4);
  expect(Math.min(...tried.values())).toBeGreaterThan(50);
  expect(felt).toBeGreaterThan(50);
});

/** Each link in turn, stated in another way, and each group without its links. */
function* hiddenBodies(body: Body): Iterable<readonly [string, Body]> {
  for (const [gid, group] of Object.entries(body)) {
    if (group.kind === "subject") continue;
    const withLinks = (links: readonly string[], more: Body = {}): Body => ({
      ...body,
      [gid]: { ...group, links },
      ...more,
    });
    for (const to of group.links) {
      const others = group.links.filter((link) => link !== to);
      const target = body[to];
      if (target === undefined) continue;
      yield ["turned", withLinks(others, { [to]: { ...target, links: [...target.links, gid] } })];
      yield ["longer", withLinks([...others, BETWEEN], { [BETWEEN]: between([to]) })];
      yield ["named", withLinks(others, { [BETWEEN]: between([gid, to]) })];
    }
    // A group linked with it would lose a person, which is another statement.
    const isOfPersons = group.links.every((link) => body[link]?.kind === "subject");
    const isNamed = Object.values(body).some(({ links }) => links.includes(gid));
    if (group.links.length > 0 && isOfPersons && !isNamed) yield ["without links", withLinks([])];
  }
}

const between = (links: readonly string[]): Group => ({
  kind: "event",
  links,
  meta: {
    nature: "fact",
    sourceEval: "B",
    infoEval: "2",
    asOf: "2026-11",
    verified: "notVerified",
    complete: "partial",
  },
  leaves: [],
});

/** What rules refuse, and where. */
function refusedBy({ findings }: Judgement): ReadonlySet<string> {
  const errors = findings.filter(({ severity }) => severity === "error");
  return new Set(errors.map(({ rule, pointer }) => `${rule} ${pointer}`));
}

const NOTHING: ReadonlySet<string> = new Set();
const BETWEEN = "G7f0cB9tQm2vYx4kLw8ZrA";
