import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { EXIT, type Exit, run } from "../src/index.ts";
import { createMemoryIo, type MemoryIo } from "./memory-io.ts";

const NAMES = [
  "agency-config",
  "agreement",
  "agreement-text",
  "authorisation-claims",
  "consent",
  "consent-claims",
  "consent-record",
  "draft",
  "draft-request",
  "judgement",
  "message",
  "payload",
  "receipt",
  "receipt-decided",
  "receipt-delivered",
  "receipt-refused",
  "registry",
  "request",
  "statement",
];

const OF_COMMAND = new Set([
  "agency-config",
  "draft-request",
  "judgement",
  "registry",
  "request",
  "statement",
]);

describe("safepassage schema", () => {
  it("lists every schema with what it is of", async () => {
    const { exit, io } = await call("schema");
    expect(exit).toBe(EXIT.done);
    expect(io.stdout.map((line) => line.split(" ", 1)[0])).toEqual(NAMES);
    for (const line of io.stdout) expect(line).toMatch(/^[a-z-]+ {2,}[A-Z].*\.$/);
    const { schemas } = JSON.parse((await call("schema", "--json")).text);
    expect(schemas).toHaveLength(NAMES.length);
    expect(schemas[NAMES.indexOf("draft")]).toEqual({
      name: "draft",
      $id: "https://safepassage.example/schemas/1.0/draft.json",
      title: "Draft",
      description: expect.stringMatching(/^What a sender writes/),
    });
  });

  it.each(NAMES)("prints %s as the package ships it", async (name) => {
    const shipped = readFileSync(
      new URL(
        `../../${OF_COMMAND.has(name) ? "cli" : "schema"}/json-schemas/${name}.json`,
        import.meta.url,
      ),
      "utf8",
    );
    const { exit, text } = await call("schema", name);
    expect(exit).toBe(EXIT.done);
    expect(`${text}\n`).toBe(shipped);
    const asJson = await call("schema", name, "--json");
    expect(asJson.io.stdout).toHaveLength(1);
    expect(JSON.parse(asJson.text)).toEqual(JSON.parse(shipped));
  });

  it("writes all of them into a folder", async () => {
    const { exit, io } = await call("schema", "--out", "schemas");
    expect(exit).toBe(EXIT.done);
    expect([...io.files.keys()]).toEqual(NAMES.map((name) => `schemas/${name}.schema.json`));
    expect(io.stdout).toEqual([...io.files.keys()]);
  });

  it("writes one file, says so as JSON, and replaces none", async () => {
    const files = new Map<string, string>();
    const written = await callWith(files, "schema", "receipt", "--out", "s", "--json");
    expect(written.exit).toBe(EXIT.done);
    expect(JSON.parse(written.text)).toEqual({ written: ["s/receipt.schema.json"] });
    expect(JSON.parse(files.get("s/receipt.schema.json") ?? "").title).toBe("Receipt");
    const again = await callWith(files, "schema", "--out", "s", "--json");
    expect(again.exit).toBe(EXIT.usage);
    expect(JSON.parse(again.text).refused.code).toBe("CLI_FILE_EXISTS");
    expect([...files.keys()]).toEqual(["s/receipt.schema.json"]);
  });

  it.each(["nothing", "constructor", "draft.json", "../draft"])(
    "has no schema %s",
    async (name) => {
      const { exit, text } = await call("schema", name, "--json");
      expect(exit).toBe(EXIT.usage);
      expect(JSON.parse(text).refused.code).toBe("CLI_OPTION_INVALID");
    },
  );
});

async function call(...args: readonly string[]): Promise<Called> {
  return callWith(new Map(), ...args);
}

async function callWith(files: Map<string, string>, ...args: readonly string[]): Promise<Called> {
  const io = createMemoryIo(files, new Date("2026-11-24T09:02:00Z"));
  const exit = await run(args, io);
  return { exit, io, text: io.stdout.join("\n") };
}

interface Called {
  readonly exit: Exit;
  readonly io: MemoryIo;
  readonly text: string;
}
