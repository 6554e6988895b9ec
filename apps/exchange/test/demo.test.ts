import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import scenarios from "@safepassage/vectors/scenarios/s01-s02.json" with { type: "json" };
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const MAIN = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "safepassage-demo-test-"));

interface Ended {
  readonly status: number;
  readonly text: string;
}

describe("the demo", () => {
  let whole: Ended;
  const before = new Set(readdirSync(tmpdir()));
  beforeAll(async () => {
    whole = await demo("--once");
  }, 90_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("plays every message of S01 and S02 as the scenario file expects, and ends with 0", () => {
    expect(whole.text).not.toContain("DIFFERS");
    expect(whole.text).toContain("7 messages; every verdict was read from a receipt");
    for (const id of ["S01.1", "S01.2", "S01.3", "S01.4", "S02.1", "S02.2", "S02.3"]) {
      expect(whole.text).toContain(id);
    }
    expect(whole.status).toBe(0);
  });

  it("shows each refusal twice: by the honest gateway and by the receiving process", () => {
    expect(whole.text.match(/own gateway is asked to send this as it is/g)).toHaveLength(3);
    expect(whole.text.match(/\(HTTP\s+422\)/g)).toHaveLength(3);
    expect(whole.text.match(/decided REJECT/g)).toHaveLength(3);
  });

  it("starts five processes and names their ids", () => {
    const pids = new Set(whole.text.match(/pid \d+/g));
    expect(pids.size).toBe(5);
  });

  it("names the columns of the case file that were left behind, and why fields were withheld", () => {
    expect(whole.text).toContain("cco_CaseComment");
    expect(whole.text).toMatch(/identity\.names.*withheld/);
    expect(whole.text).toMatch(/coarser, [1-9]\d* withheld/);
  });

  it("leaves nothing behind in the temporary folder", () => {
    const left = readdirSync(tmpdir()).filter((name) => name.startsWith("safepassage-demo-"));
    expect(left.filter((name) => !before.has(name) && !folder.endsWith(name))).toEqual([]);
  });

  it("ends with 1 if a verdict differs from what is expected", async () => {
    const path = withExpectation("S01", 1, "reject");
    const { status, text } = await demo("--once", "--scenarios", path);
    expect(text).toContain("S01.1: the recipient decided accept, expected reject");
    expect(status).toBe(1);
  }, 90_000);

  it("ends with 2 for an option it does not have", async () => {
    const { status, text } = await demo("--twice");
    expect(text).toContain("--twice");
    expect(status).toBe(2);
  });
});

function demo(...args: string[]): Promise<Ended> {
  const command = ["--conditions=@safepassage/source", MAIN, ...args];
  return new Promise((resolve) => {
    execFile(process.execPath, command, { timeout: 80_000 }, (error, stdout, stderr) => {
      const status = error === null ? 0 : typeof error.code === "number" ? error.code : -1;
      resolve({ status, text: stdout + stderr });
    });
  });
}

/** The scenario file with one verdict changed. */
function withExpectation(scenario: string, n: number, expected: string): string {
  const changed = structuredClone(scenarios) as unknown as {
    scenarios: { id: string; messages: { n: number; expected: string }[] }[];
  };
  const message = changed.scenarios
    .find(({ id }) => id === scenario)
    ?.messages.find((one) => one.n === n);
  if (message === undefined) throw new TypeError("no such message");
  message.expected = expected;
  const path = join(folder, "changed.json");
  writeFileSync(path, JSON.stringify(changed));
  return path;
}
