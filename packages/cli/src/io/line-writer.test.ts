import { Writable } from "node:stream";
import { expect, it } from "vitest";
import { createLineWriter } from "./line-writer.ts";

const LINE = "x".repeat(999);

/** A stream whose other end takes nothing until it is told to. */
function openStopped() {
  const taken: string[] = [];
  const held: (() => void)[] = [];
  let isStopped = true;
  const stream = new Writable({
    decodeStrings: false,
    write(text: string, _, done) {
      const take = () => {
        taken.push(text);
        done();
      };
      if (isStopped) held.push(take);
      else take();
    },
  });
  const go = (): Promise<void> => {
    isStopped = false;
    for (const take of held.splice(0)) take();
    return new Promise((resolve) => stream.write("last", () => resolve()));
  };
  return { stream, taken, go };
}

it("keeps all lines for a reader that takes them late", async () => {
  const { stream, taken, go } = openStopped();
  const lines = createLineWriter(stream, { most: 10_000 });
  for (let count = 0; count < 50; count++) lines.write(LINE);
  expect(lines.failure()).toBeUndefined();
  await go();
  expect(taken).toHaveLength(51);
});

it("drops what is too much to wait once the output is outlived, and says so until lines are written again", async () => {
  const { stream, taken, go } = openStopped();
  const lines = createLineWriter(stream, { most: 10_000 });
  lines.outlive();
  for (let count = 0; count < 50; count++) lines.write(LINE);
  expect(stream.writableLength).toBeLessThan(12_000);
  expect(lines.failure()).toBe("EAGAIN");
  await go();
  expect(taken.length).toBeLessThan(13);
  expect(lines.failure()).toBeUndefined();
});

it("says that a line is not written which waits for too long", async () => {
  const { stream, go } = openStopped();
  const lines = createLineWriter(stream, { heldUpMs: 0 });
  expect(lines.failure()).toBeUndefined();
  lines.write(LINE);
  await expect.poll(lines.failure).toBe("EAGAIN");
  await go();
  expect(lines.failure()).toBeUndefined();
});

it("begins a new line behind one of which only a part could be written", async () => {
  let written = "";
  let room = 3;
  const lines = createLineWriter({
    writableLength: 0,
    write(text: string, done: (error?: Error) => void) {
      written += text.slice(0, Math.max(0, room));
      room -= text.length;
      done(room < 0 ? Object.assign(new Error("no room"), { code: "ENOSPC" }) : undefined);
      return true;
    },
  } as Pick<Writable, "write" | "writableLength">);
  lines.write("first");
  lines.write("lost");
  expect(lines.failure()).toBe("ENOSPC");
  room = 1000;
  lines.write("third");
  lines.write("fourth");
  expect([written, lines.failure()]).toEqual(["fir\nthird\nfourth\n", undefined]);
});
