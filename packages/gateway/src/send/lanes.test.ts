import { describe, expect, it } from "vitest";
import { createLanes } from "./lanes.ts";

describe("createLanes", () => {
  it("bounds what is under way for each key and in all, and starts the next as one ends", async () => {
    const { start, end, underWay } = open({ each: 2, inAll: 3 });
    for (const name of ["a1", "a2", "a3", "b1", "b2"]) start(name);
    expect(await underWay()).toEqual(["a1", "a2", "b1"]);
    end("b1");
    expect(await underWay()).toEqual(["a1", "a2", "b2"]);
    end("a1");
    expect(await underWay()).toEqual(["a2", "a3", "b2"]);
  });

  it("lets the key go next that has the fewest under way, however long others have waited", async () => {
    const { start, end, underWay } = open({ each: 3, inAll: 3 });
    for (const name of ["a1", "a2", "a3", "a4", "a5", "b1", "a6"]) start(name);
    expect(await underWay()).toEqual(["a1", "a2", "a3"]);
    end("a2");
    expect(await underWay()).toEqual(["a1", "a3", "b1"]);
    end("b1");
    expect(await underWay()).toEqual(["a1", "a3", "a4"]);
  });

  it("gives the room of a task that fails to the next", async () => {
    const lanes = createLanes({ each: 1, inAll: 1 });
    const failed = lanes.run("a", () => Promise.reject(new Error("broken")));
    const next = lanes.run("a", () => Promise.resolve());
    await expect(failed).rejects.toThrow("broken");
    await expect(next).resolves.toBeUndefined();
  });
});

/** Lanes for tasks that end when they are told to. The first letter of a name is its key. */
function open(bounds: { each: number; inAll: number }) {
  const lanes = createLanes(bounds);
  const ends = new Map<string, () => void>();
  return {
    start(name: string): void {
      const task = () => new Promise<void>((resolve) => ends.set(name, resolve));
      void lanes.run(name.slice(0, 1), task);
    },
    end(name: string): void {
      ends.get(name)?.();
      ends.delete(name);
    },
    async underWay(): Promise<readonly string[]> {
      await new Promise((resolve) => setImmediate(resolve));
      return [...ends.keys()].sort();
    },
  };
}
