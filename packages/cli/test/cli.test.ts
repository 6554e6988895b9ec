import type { PrivateJwk } from "@safepassage/trust";
import { beforeAll, describe, expect, it } from "vitest";
import { EXIT, type Exit, run } from "../src/index.ts";
import { createMemoryIo, type MemoryIo } from "./memory-io.ts";
import { keyIn, NGO_C, writeWorld } from "./world.ts";

const NOW = new Date("2026-11-24T09:02:00Z");
const CONTEXT = ["--agreement", "agr.json", "--registry", "registry.json"];
const TO = ["--to", "ngo-c.epochs", ...CONTEXT];
const OPEN = ["--as", NGO_C, "--epoch-key", "ngo-c.epoch.key"];
const files = new Map<string, string>();

describe("safepassage", () => {
  beforeAll(async () => {
    await call("keys", "generate", "--alg", "Ed25519", "--out", "ngo-b.key");
    await call("keys", "generate", "--alg", "ES256", "--out", "ngo-c.key");
    await call("keys", "generate", "--alg", "Ed25519", "--out", "judge-b.key");
    writeWorld(files, NOW);
    writeGarbage();
  });

  it("takes a case file with more in it than may leave to a message, a judgement and receipts", async () => {
    const minimised = await call("prepare", "draft.json", ...CONTEXT, "--out", "prepared.json");
    expect(minimised.exit).toBe(EXIT.done);
    expect(minimised.text).toMatch(/withheld {2,}identity\.names/);
    expect(minimised.text).toMatch(/allowed {2,}subject\.sex/);
    const asJson = JSON.parse((await call("prepare", "draft.json", ...CONTEXT, "--json")).text);
    expect(asJson).toMatchObject({ maySend: true, draft: expect.anything() });
    // What would be signed stays inside: it holds the seed of all salts.
    expect(asJson).not.toHaveProperty("rehearsed");

    const asIs = await call(
      "issue",
      "draft.json",
      "--key",
      "ngo-b.key",
      ...TO,
      "--out",
      "as-is.jwe",
    );
    expect(asIs.exit).toBe(EXIT.refused);
    expect(asIs.text).toContain("R01");
    expect(files.has("as-is.jwe")).toBe(false);

    const issued = await call(
      "issue",
      "prepared.json",
      "--key",
      "ngo-b.key",
      ...TO,
      "--out",
      "message.jwe",
      "--keep",
      "kept.json",
    );
    expect(issued.exit).toBe(EXIT.done);
    // Posted as it stands, octet for octet, since a gateway takes no other.
    expect(files.get("message.jwe")).toMatch(/^[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/);

    const opened = await call(
      "open",
      "message.jwe",
      ...OPEN,
      ...CONTEXT,
      "--out",
      "opened.json",
      "--key",
      "ngo-c.key",
      "--receipts",
      "receipts.txt",
    );
    expect(opened.text).toMatch(/^accept/m);
    expect(opened.exit).toBe(EXIT.done);
    expect(files.get("opened.json")).not.toContain("Oksana");
    expect(files.get("opened.json")).toContain("subject.languages");

    const judged = await call("validate", "opened.json");
    expect(judged.exit).toBe(EXIT.done);
    expect(judged.text).toMatch(/^no fault found/);
    expect(judged.text).toContain("Whether it may be sent was not judged");
    const whole = await call("validate", "opened.json", ...CONTEXT);
    expect(whole.text).toMatch(/^accept/);

    const receipts = await call(
      "receipt",
      "receipts.txt",
      "--registry",
      "registry.json",
      "--message",
      "kept.json",
    );
    expect(receipts.exit).toBe(EXIT.done);
    expect(receipts.text).toContain("accepted by the rules");

    // At erasure only this stays of the copy kept.
    const stays = await call("evidence", "kept.json", "--out", "message.jwt");
    expect(stays.exit).toBe(EXIT.done);
    expect(files.get("message.jwt")).not.toContain("~");
    const [, payload = ""] = (files.get("message.jwt") ?? "").split(".");
    expect(Buffer.from(payload, "base64url").toString()).not.toMatch(
      /subject\.|"body"|counselling/,
    );
    const after = await call(
      ...["receipt", "receipts.txt", "--registry", "registry.json", "--message", "message.jwt"],
    );
    expect(after.text).toBe(receipts.text);
  });

  it("refuses with context what must not be sent, also after the agreement has ended", async () => {
    const { exit, text } = await call("validate", "draft.json", ...CONTEXT);
    expect(exit).toBe(EXIT.refused);
    expect(text).toMatch(/R01 .*“Names”/);
    const later = await call(
      "validate",
      "prepared.json",
      ...CONTEXT,
      "--now",
      "2031-01-01T00:00:00Z",
    );
    expect(later.exit).toBe(EXIT.refused);
  });

  it("takes only the sender's key to issue, and only the recipient's to sign receipts", async () => {
    const issued = await call(
      "issue",
      "prepared.json",
      "--key",
      "ngo-c.key",
      ...TO,
      "--out",
      "wrong-key.jwe",
      "--json",
    );
    expect(JSON.parse(issued.text)).toMatchObject({ refused: { code: "TRUST_KEY_UNKNOWN" } });
    const opened = await call(
      "open",
      "message.jwe",
      ...OPEN,
      ...CONTEXT,
      "--out",
      "second.json",
      "--key",
      "ngo-b.key",
      "--receipts",
      "wrong.txt",
      "--json",
    );
    expect(JSON.parse(opened.text)).toMatchObject({ refused: { code: "TRUST_KEY_UNKNOWN" } });
    for (const name of ["wrong-key.jwe", "second.json", "wrong.txt"]) {
      expect(files.has(name)).toBe(false);
    }
  });

  it("leaves no half of a result where an output file exists", async () => {
    const { exit } = await call(
      "issue",
      "prepared.json",
      "--key",
      "ngo-b.key",
      ...TO,
      "--out",
      "half.jwe",
      "--keep",
      "draft.json",
    );
    expect(exit).toBe(EXIT.usage);
    expect(files.has("half.jwe")).toBe(false);
  });

  it("names the file that it refuses", async () => {
    const { io } = await call("receipt", "broken.txt", "--registry", "registry.json");
    expect(io.stderr.join("\n")).toContain("detail: broken.txt, receipt 1 of 2: ");
    const { io: other } = await call(
      "prepare",
      "draft.json",
      "--agreement",
      "empty.json",
      "--registry",
      "registry.json",
    );
    expect(other.stderr.join("\n")).toContain("detail: empty.json: ");
  });

  it("prints JSON and nothing else with --json", async () => {
    const { exit, text, io } = await call("validate", "draft.json", "--json");
    expect(exit).toBe(EXIT.done);
    expect(JSON.parse(text)).toMatchObject({ file: "draft.json", tier: "schema" });
    expect(io.stderr).toEqual([]);
    const refused = await call(
      "prepare",
      "nowhere.json",
      "--json",
      "--agreement",
      "agr.json",
      "--registry",
      "registry.json",
    );
    expect(refused.exit).toBe(EXIT.usage);
    expect(JSON.parse(refused.text)).toMatchObject({ refused: { code: "CLI_FILE_UNREADABLE" } });
    const unknown = await call("validate", "draft.json", "--json", "--frobnicate");
    expect(unknown.exit).toBe(EXIT.usage);
    expect(JSON.parse(unknown.text)).toMatchObject({ refused: { code: "CLI_USAGE" } });
  });

  it.each([
    [["open", "garbage.txt", ...OPEN, ...CONTEXT], "CLI_FILE_KIND"],
    [["receipt", "garbage.txt", "--registry", "registry.json"], "CLI_FILE_KIND"],
    [["prepare", "garbage.txt", ...CONTEXT], "CLI_FILE_KIND"],
    [["validate", "bom.json"], "CLI_FILE_MARKED"],
    [["validate", "draft.json", "--history", "bom.json"], "CLI_FILE_MARKED"],
    [["validate", "draft.json", "--history", "draft.json"], "CLI_FILE_KIND"],
    [["validate", "draft.json", "--registry", "agencies.json"], "TRUST_REGISTRY_INVALID"],
    [["validate", "draft.json", ...CONTEXT, "--agreement", "blank.txt"], "CLI_FILE_KIND"],
    [["keys", "public", "empty.json"], "TRUST_KEY_INVALID"],
  ] as const)("refuses %j with %s", async (args, code) => {
    const { exit, text } = await call(...args, "--json");
    expect(exit).toBe(EXIT.refused);
    expect(JSON.parse(text)).toMatchObject({ refused: { code } });
  });

  it("never prints a secret", async () => {
    const { d } = keyIn(files, "ngo-b.key") as PrivateJwk & { d: string };
    const shown = await call("keys", "public", "ngo-b.key");
    expect(shown.text).toContain('"kid"');
    expect(shown.text).not.toContain(d);
  });
});

async function call(...args: string[]): Promise<{ exit: Exit; text: string; io: MemoryIo }> {
  const io = createMemoryIo(files, NOW);
  const exit = await run(args, io);
  return { exit, io, text: io.stdout.join("\n") };
}

/** Files that are no messages. */
function writeGarbage(): void {
  files.set("garbage.txt", "this is not a message");
  files.set("broken.txt", "e30.e30.\ne30.e30.");
  files.set("empty.json", "{}");
  files.set("blank.txt", "\n");
  files.set("agencies.json", '{"agencies":[]}');
  files.set("bom.json", "\ufeff{}");
}
