import { inspectSealed } from "@safepassage/message";
import { createDecryptionKey } from "@safepassage/trust";
import { beforeAll, describe, expect, it } from "vitest";
import { EXIT } from "../src/index.ts";
import { createCaller } from "./call.ts";
import { keyIn, NGO_C } from "./world.ts";

const NOW = new Date("2026-11-24T09:02:00Z");
const REGISTRY = ["--registry", "registry.json"];
const CONTEXT = ["--agreement", "agr.json", ...REGISTRY];
const KEYS = ["--as", NGO_C, "--epoch-key", "ngo-c.epoch.key"];
const { files, call } = createCaller(NOW);

const judgementOf = async (...args: string[]) =>
  JSON.parse((await call("validate", ...args, "--json")).text);

describe("validate of signed and sealed messages", () => {
  beforeAll(async () => {
    await call("prepare", "draft.json", ...CONTEXT, "--out", "prepared.json");
    await call(
      ...["issue", "prepared.json", "--key", "ngo-b.key", "--to", "ngo-c.epochs"],
      ...[...CONTEXT, "--out", "message.jwe"],
    );
    files.set("message.sdjwt", signedIn("message.jwe"));
    files.set("not-prepared.sdjwt", signedIn("not-prepared.jwe"));
  });

  it("judges a sealed one as open does, with every structural check", async () => {
    const { exit, text } = await call("validate", "message.jwe", ...CONTEXT, ...KEYS, "--json");
    expect(exit).toBe(EXIT.done);
    const { verdict, evaluated, notEvaluated } = JSON.parse(text);
    expect(verdict).toBe("accept");
    expect(evaluated).toEqual(expect.arrayContaining(["E01", "E03", "E06", "E09", "E10", "E11"]));
    expect(notEvaluated.map(({ rule }: { rule: string }) => rule)).not.toContain("E09");
    const opened = await call(...["open", "message.jwe", ...CONTEXT, ...KEYS, "--json"]);
    expect(JSON.parse(opened.text).judgement.evaluated).toEqual(evaluated);
  });

  it("judges a signed one, and says what only the package shows", async () => {
    const judged = await judgementOf("message.sdjwt", ...CONTEXT, "--as", NGO_C);
    expect(judged.verdict).toBe("accept");
    expect(judged.evaluated).toEqual(expect.arrayContaining(["E03", "E05", "E06", "E10"]));
    for (const rule of ["E01", "E09", "E11"]) {
      expect(judged.notEvaluated).toContainEqual({ rule, missing: ["package"] });
    }
  });

  it("judges one with nothing known of it, and calls no signature checked", async () => {
    const judged = await judgementOf("message.sdjwt");
    expect(judged).toMatchObject({ verdict: "noFaultFound", tier: "schema" });
    expect(judged.notEvaluated).toContainEqual({
      rule: "E03",
      missing: ["registry", "own entity id"],
    });
    expect(judged.notEvaluated).toContainEqual({ rule: "E06", missing: ["agreement"] });
    expect(judged.notEvaluated).toContainEqual({ rule: "E10", missing: ["registry"] });
  });

  it("refuses what breaks a rule, signed or sealed, line by line", async () => {
    const lines = ["message.sdjwt", "not-prepared.sdjwt", "not-prepared.jwe", "prepared.json"];
    const texts = lines.map((name) =>
      files
        .get(name)
        ?.trim()
        .replaceAll(/\s*\n\s*/g, ""),
    );
    files.set("mixed.jsonl", `${texts.join("\n")}\n${JSON.stringify(texts[0])}\n`);
    const { exit, text } = await call("validate", "mixed.jsonl", ...CONTEXT, ...KEYS, "--json");
    expect(exit).toBe(EXIT.refused);
    const verdicts = text.split("\n").map((line) => JSON.parse(line).verdict);
    expect(verdicts).toEqual(["accept", "reject", "reject", "accept", "accept"]);
  });

  it.each<[string, string, readonly string[], (text: string) => string]>([
    ["JWS_SIGNATURE_INVALID", "message.sdjwt", CONTEXT, spoilSignature],
    ["MESSAGE_DISCLOSURES_INCOMPLETE", "message.sdjwt", [], (text) => text.replace(/~[^~]+~/, "~")],
    ["DISCLOSURE_UNREFERENCED", "message.sdjwt", [], (text) => `${text}WyJhIiwiYiIsMV0~`],
    ["MESSAGE_WRONG_AUDIENCE", "message.sdjwt", ["--as", "https://ngo-b.test"], same],
    ["CLI_OPTION_MISSING", "message.jwe", CONTEXT, same],
    ["PACKAGE_NOT_FOR_US", "message.jwe", ["--as", "https://a.test", ...KEYS.slice(2)], same],
    ["MESSAGE_EXPIRED", "message.sdjwt", ["--now", "2027-01-24T09:02:00Z"], same],
  ])("refuses with %s what it cannot read: %s %j", async (code, name, options, spoil) => {
    files.set("spoilt", spoil(files.get(name)?.trim() ?? ""));
    const { exit, text } = await call("validate", "spoilt", ...options, "--json");
    expect(exit).not.toBe(EXIT.done);
    expect(JSON.parse(text).refused.code).toBe(code);
  });

  it("gives a key that cannot be read once, and judges nothing", async () => {
    const { exit, text } = await call(
      ...["validate", "prepared.json", "--epoch-key", "nowhere.key", "--json"],
    );
    expect(exit).toBe(EXIT.usage);
    expect(JSON.parse(text).refused.code).toBe("CLI_FILE_UNREADABLE");
    expect(text).not.toContain("verdict");
  });

  it.each([["ey"], ["eyJ.eyJ.a~"], ["eyJ.a.b.c.d"], ["ey JSON"]])("refuses %j", async (text) => {
    files.set("spoilt", text);
    const { exit, text: said } = await call("validate", "spoilt", ...KEYS, "--json");
    expect(exit).not.toBe(EXIT.done);
    expect(JSON.parse(said).refused.code).toMatch(/^(JWS|TRUST|PACKAGE|DISCLOSURE|BASE64URL)_/);
  });
});

/** The signed message that is in a package. */
function signedIn(name: string): string {
  const key = createDecryptionKey(keyIn(files, "ngo-c.epoch.key"));
  const clock = { now: () => NOW };
  const sealed = files.get(name)?.trim() ?? "";
  return inspectSealed(sealed, { self: NGO_C, findKey: () => key, clock }).sdJwt;
}

function spoilSignature(text: string): string {
  const end = text.indexOf("~");
  const last = text[end - 3] === "A" ? "B" : "A";
  return text.slice(0, end - 3) + last + text.slice(end - 2);
}

function same(text: string): string {
  return text;
}
