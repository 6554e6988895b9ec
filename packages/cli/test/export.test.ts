import scenarios from "@safepassage/vectors/scenarios/s01-s04.json" with { type: "json" };
import { describe, expect, it } from "vitest";
import { EXIT, type Exit, run } from "../src/index.ts";
import { createMemoryIo, type MemoryIo } from "./memory-io.ts";

const messages = scenarios.scenarios.flatMap((one) => one.messages.map(({ message }) => message));
const referral = messages[0] ?? { clear: {}, private: {}, body: {} };
const caseLine = (message: { readonly body: object }): string =>
  JSON.stringify({ caseId: "1", groups: message.body, leftBehind: [], problems: [] });

describe("safepassage export", () => {
  it.each(["ctdc", "niem"])("does what the worked example of %s says", async (standard) => {
    const help = await call({}, "export", standard, "--help");
    expect(help.exit).toBe(EXIT.done);
    const [, example = ""] = /Example:\n {2}safepassage (.*)/.exec(help.text) ?? [];
    const args = example.split(" ");
    const cases = messages.map(caseLine).join("\n");
    const files = { "cases.jsonl": cases, "case.json": JSON.stringify(referral) };
    const { exit, io } = await call(files, ...args);
    expect(exit).toBe(EXIT.done);
    expect(io.files.get(args.at(-1) ?? "")).toMatch(/^(yearOfRegistration,gender|\{)/);
    expect(io.stderr.join("\n")).toContain("personal data, not anonymised");
    expect(io.stdout).toEqual([]);
  });

  it("prints CSV that can be piped, and the account beside it", async () => {
    const { exit, io } = await call(
      { "m.json": JSON.stringify(referral) },
      "export",
      "ctdc",
      "m.json",
    );
    expect(exit).toBe(EXIT.done);
    const [header = "", ...rows] = io.stdout.join("\n").split("\n");
    expect(header.split(",")).toHaveLength(27);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatch(/^,Woman,,/);
    expect(io.stderr.join("\n")).toMatch(/^close {7}subject\.sex/m);
    expect(io.stderr.join("\n")).toMatch(/^not known {3}yearOfRegistration/m);
    expect(io.stderr.join("\n")).toContain("conditions of the messages: ASSISTANCE_ONLY");
  });

  it("reads a draft, an opened message and an imported case alike, also from standard input", async () => {
    const clear = Object.fromEntries(
      Object.entries(referral.clear).filter(([name]) => !name.startsWith("env.digest.")),
    );
    const files = {
      "opened.json": JSON.stringify(referral, null, 2),
      "draft.json": JSON.stringify({ ...referral, clear }, null, 2),
      "-": `${caseLine(referral)}\n\n${caseLine(referral)}\n`,
    };
    const rows: unknown[] = [];
    for (const file of Object.keys(files)) {
      const { text } = await call(files, "export", "ctdc", file, "--json");
      rows.push(...JSON.parse(text).rows);
    }
    expect(rows).toHaveLength(4);
    expect(new Set(rows.map((row) => JSON.stringify(row))).size).toBe(1);
  });

  it("gives result, account and conditions as JSON, and nothing else", async () => {
    const files = { "m.json": JSON.stringify(referral) };
    const ctdc = await call(files, "export", "ctdc", "m.json", "--json", "--registered", "2026");
    expect(JSON.parse(ctdc.text)).toMatchObject({
      rows: [{ yearOfRegistration: 2026 }],
      account: { entries: expect.any(Array), lacking: expect.any(Array) },
      conditions: ["ASSISTANCE_ONLY"],
    });
    const niem = await call(files, "export", "niem", "m.json", "--json");
    expect(JSON.parse(niem.text)).toMatchObject({
      document: { "hs:HumanTraffickingVictim": [{}] },
      account: { entries: expect.any(Array) },
    });
    expect([...ctdc.io.stderr, ...niem.io.stderr]).toEqual([]);
  });

  it("refuses all for one invalid line, and names the line but no value", async () => {
    const secret = { groups: { x: { name: "Maria Popescu" } } };
    const files = { "c.jsonl": `${caseLine(referral)}\n${JSON.stringify(secret)}` };
    const { exit, io } = await call(files, "export", "ctdc", "c.jsonl", "--out", "c.csv");
    expect(exit).toBe(EXIT.refused);
    const said = [...io.stdout, ...io.stderr].join("\n");
    expect(said).toContain("SCHEMA_INVALID");
    expect(said).toContain("c.jsonl line 2: ");
    expect(said).not.toContain("Maria");
    expect(io.files.has("c.csv")).toBe(false);
  });

  it.each([
    ["no record", { "x.json": "{}" }, "CROSSWALK_RECORD_INVALID", EXIT.refused],
    ["no JSON", { "x.json": "a,b\n1,2" }, "CLI_FILE_KIND", EXIT.refused],
    ["cut JSON", { "x.json": '{"body":' }, "JSON_MALFORMED", EXIT.refused],
    ["nothing", {}, "CLI_FILE_UNREADABLE", EXIT.usage],
  ])("refuses a file that is %s", async (_, files, code, status) => {
    const { exit, text } = await call(files, "export", "niem", "x.json", "--json");
    expect(exit).toBe(status);
    expect(JSON.parse(text).refused.code).toBe(code);
  });

  it.each([
    ["ctdc", "--registered", "last year"],
    ["ctdc", "--registered", "1899"],
    ["niem", "--exploitation", "over"],
  ])("refuses a wrong option of %s: %s %s", async (standard, option, value) => {
    const files = { "m.json": JSON.stringify(referral) };
    const { exit, text } = await call(files, "export", standard, "m.json", option, value, "--json");
    expect(exit).toBe(EXIT.usage);
    expect(JSON.parse(text).refused.code).toBe("CLI_OPTION_INVALID");
  });

  it("replaces no file", async () => {
    const files = { "m.json": JSON.stringify(referral), "ctdc.csv": "mine" };
    const { exit, io } = await call(files, "export", "ctdc", "m.json", "--out", "ctdc.csv");
    expect(exit).toBe(EXIT.usage);
    expect(io.files.get("ctdc.csv")).toBe("mine");
  });
});

async function call(
  files: Readonly<Record<string, string>>,
  ...args: string[]
): Promise<{ exit: Exit; text: string; io: MemoryIo }> {
  const io = createMemoryIo(new Map(Object.entries(files)), new Date("2026-11-24T09:00:00Z"));
  const exit = await run(args, io);
  return { exit, text: [...io.stdout, ...io.stderr].join("\n"), io };
}
