import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";

interface Trace {
  readonly sent: readonly string[];
  readonly taken: readonly string[];
  /** How many receipts the recipient gave. */
  readonly receipts: number;
}

describe("the way of a message", () => {
  let trace: Trace;
  beforeAll(() => {
    const program = fileURLToPath(new URL("trace-way.ts", import.meta.url));
    const args = ["--conditions=@safepassage/source", program];
    trace = JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" }));
  });

  it("goes through at most 8 files from its preparation to the port that stores it", () => {
    const { before, inside } = atThePort(trace.sent);
    expect(before).toContain("packages/agency/src/stages/prepare.ts");
    expect(inside).toContain("packages/agency/src/store/sql/outbox.ts");
    expect(before.length, before.join(" ")).toBeLessThanOrEqual(8);
  });

  it("goes through at most 10 files from its octets to the receipts", () => {
    expect(trace.receipts).toBe(2);
    const { before, inside } = atThePort(trace.taken);
    expect(inside).toContain("packages/agency/src/store/sql/inbox.ts");
    expect(before.length, before.join(" ")).toBeLessThanOrEqual(10);
  });

  it("goes through at most 17 files inside the store, with all its ports", () => {
    for (const files of [trace.sent, trace.taken]) {
      const { inside } = atThePort(files);
      expect(inside.length, inside.join(" ")).toBeLessThanOrEqual(17);
    }
  });
});

/** Parts the files at the ports of the store: who follows a message need not look behind them. */
function atThePort(files: readonly string[]) {
  const isInside = (file: string): boolean => /\/store\/(file|keys|sql|sqlite)\//.test(file);
  return {
    before: files.filter((file) => !isInside(file)),
    inside: files.filter(isInside),
  };
}
