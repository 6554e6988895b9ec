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

  it("goes through at most 10 files from its preparation to the stored row", () => {
    expect(trace.sent).toContain("packages/agency/src/stages/prepare.ts");
    expect(trace.sent).toContain("packages/agency/src/store/sqlite/outbox.ts");
    expect(trace.sent.length, trace.sent.join(" ")).toBeLessThanOrEqual(10);
  });

  it("goes through at most 12 files from its octets to the receipts", () => {
    expect(trace.receipts).toBe(2);
    expect(trace.taken).toContain("packages/agency/src/store/sqlite/inbox.ts");
    expect(trace.taken.length, trace.taken.join(" ")).toBeLessThanOrEqual(12);
  });
});
