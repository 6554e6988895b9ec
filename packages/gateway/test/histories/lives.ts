import fc from "fast-check";
import { expect } from "vitest";
import type { LocalAnswer } from "../world.ts";
import { instant, type Life } from "./life.ts";
import { MACHINES } from "./machines.ts";

/** What somebody does in a life: two numbers say to what, and how. Returns what the gateway answers, if anything is done. */
export type Act<L extends Life = Life> = (
  life: L,
  a: number,
  b: number,
) => Promise<LocalAnswer | undefined>;

/** How lives go. */
interface Course<L extends Life> {
  /** How many, and of what seed, unless more are asked for. */
  readonly runs: { readonly numRuns: number; readonly seed: number };
  open(): L;
  readonly acts: Readonly<Record<string, Act<L>>>;
  readonly machines: readonly (keyof typeof MACHINES)[];
  /** What happens first. */
  readonly first: readonly string[];
  /** What happens more often than the rest. */
  readonly often: readonly string[];
  /** Brings a life to its end, and checks it. */
  end(life: L): Promise<void>;
}

/**
 * Has gateways live through random lives. `SAFEPASSAGE_HISTORIES=500` in the environment has them live through as many, others each
 * time; `SAFEPASSAGE_HISTORIES='{"seed":7,"path":"3"}'` through the one that has failed with these.
 */
export async function expectLives<L extends Life>(course: Course<L>): Promise<void> {
  const { acts, machines, first, often } = course;
  const asked = process.env["SAFEPASSAGE_HISTORIES"];
  const runs = asked === undefined ? course.runs : toRuns(JSON.parse(asked));
  const kinds = [...Object.keys(acts), ...machines, ...often];
  const step: fc.Arbitrary<Step> = fc.record(
    { kind: fc.constantFrom(...kinds), a: fc.nat(30), b: fc.nat(30) },
    { noNullPrototype: true },
  );
  const steps = fc.array(step, { minLength: 5, maxLength: 40, size: "max" });
  let lives = 0;
  const live = async (more: readonly Step[]): Promise<void> => {
    const life = course.open();
    try {
      const begin = first.map((kind, a) => ({ kind, a, b: 0 }));
      for (const one of [...begin, ...more]) await take(life, acts, one);
      await course.end(life);
    } catch (error) {
      throw new Error(`\n${life.story.join("\n")}`, { cause: error });
    }
    for (const { gateway } of [life.exchange.b, life.exchange.c]) await gateway.close();
    lives += 1;
  };
  await fc.assert(fc.asyncProperty(steps, live), { ...runs, endOnFailure: true });
  expect(lives).toBe(runs.numRuns);
}

/** @param asked - A number of lives, or what tells the one that has failed. */
const toRuns = (asked: number | { readonly seed: number; readonly path: string }) =>
  typeof asked === "number" ? { numRuns: asked } : { ...asked, numRuns: 1 };

interface Step {
  readonly kind: string;
  readonly a: number;
  readonly b: number;
}

const machinery: Readonly<Record<string, (...args: Parameters<Act>) => Promise<void>>> = MACHINES;

/** Takes a step, and writes it into the story. @throws where a gateway fails. */
async function take<L extends Life>(
  life: L,
  acts: Course<L>["acts"],
  { kind, a, b }: Step,
): Promise<void> {
  const { status, json } = (await acts[kind]?.(life, a, b)) ?? {};
  await machinery[kind]?.(life, a, b);
  const said = json?.code ?? json?.digest?.slice(0, 6);
  life.story.push([instant(life.now), kind, a, b, status, said].join(" ").trimEnd());
  if (status !== undefined && status >= 500) throw new Error(`answered ${status}`);
}
