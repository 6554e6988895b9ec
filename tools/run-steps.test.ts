import { describe, expect, it } from "vitest";
import { runSteps, type Step } from "./run-steps.ts";

async function run(steps: readonly Step[], timeoutMs = 10_000) {
  const lines: string[] = [];
  const sum = await runSteps(steps, { cores: 2, timeoutMs, print: (line) => lines.push(line) });
  return { ...sum, lines };
}

describe("runSteps", () => {
  it("counts what passes", async () => {
    const { passed, failed, lines } = await run([
      { name: "one", command: "true" },
      { name: "many", command: "echo 7", read: (text) => ({ passed: Number(text), failed: 0 }) },
    ]);
    expect({ passed, failed }).toEqual({ passed: 8, failed: 0 });
    expect(lines).toHaveLength(2);
  });

  it("stops at the first step that fails and shows what it said", async () => {
    const { passed, failed, lines } = await run([
      { name: "bad", command: "echo the reason; exit 3", cores: 2 },
      { name: "next", command: "true", cores: 2 },
    ]);
    expect({ passed, failed }).toEqual({ passed: 0, failed: 1 });
    expect(lines.join("\n")).toContain("the reason");
    expect(lines.join("\n")).not.toContain("next");
  });

  it("runs the rest if asked to, and counts every failure", async () => {
    const lines: string[] = [];
    const sum = await runSteps(
      [
        { name: "bad", command: "false" },
        { name: "needs-it", command: "true", after: ["bad"] },
        { name: "worse", command: "false" },
      ],
      { cores: 1, timeoutMs: 10_000, print: (line) => lines.push(line), keepGoing: true },
    );
    expect(sum).toEqual({ passed: 1, failed: 2 });
  });

  it("fails a step whose counts are fine but whose exit status is not", async () => {
    const read = () => ({ passed: 5, failed: 0 });
    const { passed, failed } = await run([{ name: "liar", command: "exit 1", read }]);
    expect({ passed, failed }).toEqual({ passed: 5, failed: 1 });
  });

  it("fails a step that cannot say what it did", async () => {
    const read = () => {
      throw new Error("no report");
    };
    const { failed, lines } = await run([{ name: "mute", command: "true", read }]);
    expect(failed).toBe(1);
    expect(lines[0]).toContain("no report");
  });

  it("runs a step only after those it names", async () => {
    const { lines } = await run([
      { name: "last", command: "true", after: ["first"] },
      { name: "first", command: "sleep 0.2" },
    ]);
    expect(lines.map((line) => line.split(/\s+/)[1])).toEqual(["first", "last"]);
  });

  it("stops a step that hangs, with the processes it started", async () => {
    const { failed, lines } = await run([{ name: "hang", command: "sleep 60 & sleep 60" }], 200);
    expect(failed).toBe(1);
    expect(lines.join("\n")).toContain("stopped after 0.2 s");
  });

  it("does not wait for a process that a step left behind", async () => {
    const { passed } = await run([{ name: "leaves", command: "sleep 60 & true" }], 5_000);
    expect(passed).toBe(1);
  });
});
