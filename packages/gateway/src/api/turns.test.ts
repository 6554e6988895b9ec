import { describe, expect, it } from "vitest";
import type { Caller } from "./caller.ts";
import { createTurns } from "./turns.ts";

const SYSTEM: Caller = { kind: "machine", stillHolds: () => true };
const ROLE: Caller = { kind: "roleToken", role: "dutyOfficer", stillHolds: () => true };
const officer = (id: string): Caller => ({
  kind: "officer",
  officer: { id, assurance: 1, roles: new Set(["caseworker"]), until: 0 },
});

const open = () => createTurns((id) => id.toLowerCase());
const refused = (error: unknown) => (error as { readonly code: string }).code;

/** Has this many requests made at once, each of which works until it is let go. */
function ask(
  turns: ReturnType<typeof open>,
  count: number,
  caller: (index: number) => Caller,
  signal?: AbortSignal,
) {
  const running: (() => void)[] = [];
  const work = () => new Promise<string>((resolve) => running.push(() => resolve("done")));
  const answers = Array.from({ length: count }, (_, index) =>
    turns.take(caller(index), work, signal).catch(refused),
  );
  return { running, answers };
}

/** Longer than the next turn takes to come. */
async function pause(): Promise<void> {
  for (let step = 0; step < 64; step += 1) await new Promise((resolve) => setImmediate(resolve));
}

describe("the requests of one officer, in whatever letters", () => {
  const letters = (index: number) => officer(index % 2 === 0 ? "Staff-7" : "staff-7");

  it("are worked on one by one, in their order, and too many are refused", async () => {
    const { running, answers } = ask(open(), 20, letters);
    expect(await Promise.all(answers.slice(17))).toEqual(
      Array.from({ length: 3 }, () => "API_TURNS_FULL"),
    );
    for (let done = 1; done <= 17; done += 1) {
      await pause();
      expect(running).toHaveLength(done);
      running[done - 1]?.();
      expect(await answers[done - 1]).toBe("done");
    }
  });

  it("keep no request of another waiting", async () => {
    const turns = open();
    ask(turns, 17, letters);
    for (const other of [officer("staff-8"), ROLE, SYSTEM]) {
      expect(await turns.take(other, async () => "done")).toBe("done");
    }
  });

  it("give up their turn once whoever asked has gone, and it is the next one's", async () => {
    const turns = open();
    const { running } = ask(turns, 1, letters);
    const gone = new AbortController();
    const worked: string[] = [];
    const work = (name: string) => async () => worked.push(name);
    const left = turns.take(officer("staff-7"), work("left"), gone.signal);
    const next = turns.take(officer("staff-7"), work("next"), new AbortController().signal);
    await expect.poll(() => running.length).toBe(1);
    gone.abort();
    expect(await left).toBeUndefined();
    running[0]?.();
    await next;
    expect(worked).toEqual(["next"]);
    expect(await turns.take(officer("staff-7"), work("late"), gone.signal)).toBeUndefined();
    expect(await turns.take(officer("staff-7"), async () => "done")).toBe("done");
  });
});

describe("the requests of the agency's systems", () => {
  it.each([
    ["that send", 16, 1024, undefined],
    ["that only show", 2, 256, new AbortController().signal],
  ])("%s are worked on so many at once: %i, and %i wait", async (_, atOnce, waiting, signal) => {
    const { running, answers } = ask(open(), atOnce + waiting + 1, () => SYSTEM, signal);
    expect(await answers.at(-1)).toBe("API_TURNS_FULL");
    await pause();
    expect(running).toHaveLength(atOnce);
    for (let done = 0; done < atOnce + waiting; done += 1) {
      if (running.length <= done) await pause();
      running[done]?.();
      expect(await answers[done]).toBe("done");
    }
  });
});
