import { describe, expect, it } from "vitest";
import { createLanes, type LaneBounds } from "./lanes.ts";

describe("createLanes", () => {
  it("bounds what is under way for each key and in all, and starts the next as one ends", async () => {
    const { start, end, underWay } = open({ each: 2, least: 1, inAll: 3 });
    for (const name of ["a1", "a2", "a3", "b1", "b2"]) start(name);
    expect(await underWay()).toEqual(["a1", "a2", "b1"]);
    end("b1");
    expect(await underWay()).toEqual(["a1", "a2", "b2"]);
    end("a1");
    expect(await underWay()).toEqual(["a2", "a3", "b2"]);
  });

  it("lets the key go next that has the fewest under way, however long others have waited", async () => {
    const { start, end, underWay } = open({ each: 3, least: 1, inAll: 3 });
    for (const name of ["a1", "a2", "a3", "a4", "a5", "b1", "a6"]) start(name);
    expect(await underWay()).toEqual(["a1", "a2", "a3"]);
    end("a2");
    expect(await underWay()).toEqual(["a1", "a3", "b1"]);
    end("b1");
    expect(await underWay()).toEqual(["a1", "a3", "a4"]);
  });

  it("gives the room of a task that fails to the next", async () => {
    const lanes = createLanes({ each: 1, least: 1, inAll: 1 });
    const failed = lanes.run("a", () => Promise.reject(new Error("broken")));
    const next = lanes.run("a", () => Promise.resolve(true));
    await expect(failed).rejects.toThrow("broken");
    await expect(next).resolves.toBeUndefined();
  });

  it("runs fewer of a key while they fail, and more again as they succeed", async () => {
    const { start, end, underWay } = open({ each: 4, least: 1, inAll: 8 });
    for (const name of ["a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "b1", "b2"]) start(name);
    expect(await underWay()).toEqual(["a1", "a2", "a3", "a4", "b1", "b2"]);
    for (const name of ["a1", "a2", "a3", "a4"]) end(name, false);
    // The other key is not held back.
    expect(await underWay()).toEqual(["a5", "b1", "b2"]);
    end("a5", true);
    expect(await underWay()).toEqual(["a6", "a7", "b1", "b2"]);
    end("a6", true);
    expect(await underWay()).toEqual(["a7", "a8", "b1", "b2"]);
    for (const name of ["a7", "a8"]) end(name, true);
    for (const name of ["c1", "a9", "a0", "ax", "ay", "az"]) start(name);
    expect(await underWay()).toEqual(["a0", "a9", "ax", "b1", "b2", "c1"]);
  });

  it("runs no fewer of a key than it may, and learns nothing of one that says nothing", async () => {
    const { start, end, underWay } = open({ each: 4, least: 2, inAll: 8 });
    for (const name of ["a1", "a2", "a3", "a4"]) start(name);
    await underWay();
    for (const name of ["a1", "a2", "a3", "a4"]) end(name, undefined);
    for (const name of ["a5", "a6", "a7", "a8"]) start(name);
    expect(await underWay()).toEqual(["a5", "a6", "a7", "a8"]);
    for (const name of ["a5", "a6", "a7", "a8"]) end(name, false);
    for (const name of ["a9", "a0", "ax"]) start(name);
    expect(await underWay()).toEqual(["a0", "a9"]);
  });
});

/** Lanes for tasks that end when they are told to. The first letter of a name is its key. */
function open(bounds: LaneBounds) {
  const lanes = createLanes(bounds);
  const ends = new Map<string, (isWell: boolean | undefined) => void>();
  return {
    start(name: string): void {
      const task = () => new Promise<boolean | undefined>((resolve) => ends.set(name, resolve));
      void lanes.run(name.slice(0, 1), task);
    },
    end(name: string, isWell?: boolean): void {
      ends.get(name)?.(isWell);
      ends.delete(name);
    },
    async underWay(): Promise<readonly string[]> {
      await new Promise((resolve) => setImmediate(resolve));
      return [...ends.keys()].sort();
    },
  };
}
