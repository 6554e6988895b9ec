import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { EXIT, type Exit, run } from "../src/index.ts";
import { createMemoryIo } from "./memory-io.ts";

const ROOT = resolve(import.meta.dirname, "../../..");
const SAMPLE = "docs/guides/evidence";
const NOW = new Date("2036-01-01T00:00:00Z");
const CHECK = ["--registry", `${SAMPLE}/registry.json`];
const MESSAGE = ["--message", `${SAMPLE}/message.jwt`];
const REGISTRY_JWT = `${SAMPLE}/registry.jwt`;
const KEY = ["--registry-key", `${SAMPLE}/registry-key.json`];

describe("the sample of evidence", () => {
  it.each(["README.md", "docs/guides/check-evidence.md", `${SAMPLE}/README.md`])(
    "answers every command of %s as the page shows",
    async (page) => {
      const text = readFileSync(resolve(ROOT, page), "utf8");
      const commands = [
        ...text.matchAll(
          /^(?:\$ )?npx -y pnpm@12 safepassage ((?:receipt|evidence) (?!--help).*)$/gm,
        ),
      ].map(([, command = ""]) => command);
      expect(commands).not.toEqual([]);
      for (const command of commands) {
        const { exit } = await call(...command.split(" "));
        expect([command, exit]).toEqual([
          command,
          command.includes("tampered") ? EXIT.refused : EXIT.done,
        ]);
      }
      for (const [, shown = ""] of text.matchAll(
        /```text\n((?:message|refused|certificate) [^`]+)```/g,
      )) {
        const said = await Promise.all(commands.map((command) => call(...command.split(" "))));
        const printed = said.map(({ text, errors }) => withoutVector(text + errors));
        // What a certificate adds stands in the middle of the rest.
        const part = withoutVector(shown.trimEnd());
        expect(
          printed.map((whole) => whole === part || whole.includes(`\n\n${part}\n\n`)),
        ).toContain(true);
      }
    },
  );

  it("says who sent to whom, when, why and under what, within 80 columns", async () => {
    const { exit, text } = await call("receipt", `${SAMPLE}/receipts.txt`, ...CHECK, ...MESSAGE);
    expect(exit).toBe(EXIT.done);
    for (const row of [
      "message  good, signed by https://ngo-b.test",
      "  from       https://ngo-b.test in XB",
      "  to         https://ngo-c.test in XC",
      "  sent       2026-11-24 09:00:00 UTC",
      "  purpose    ASSISTANCE_REFERRAL: Referral to (or between) victim services",
      "  basis      GDPR#6(1)(a)",
      "  agreement  AGR-ASSIST, version 1.0, SHA-256",
      "  erase by   2026-12-19",
      `  file       ${SAMPLE}/receipts.txt, receipt 2 of 2`,
      "  decided    accepted by the rules, judged with all tiers",
      "a file without a signature: only you know where it comes from",
    ]) {
      expect(text.split("\n")).toContain(row);
    }
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it("gives with --json every claim", async () => {
    const { text } = await call(
      ...["receipt", `${SAMPLE}/receipts.txt`, ...CHECK, ...MESSAGE, "--json"],
    );
    expect(JSON.parse(text)).toMatchObject({
      clear: { "env.purpose": "ASSISTANCE_REFERRAL" },
      digest: expect.stringMatching(/^[\w-]{43}$/),
      receipts: [{ kind: "delivered" }, { kind: "decided", verdict: "accept" }],
    });
  });

  it("takes the answer of a gateway for receipts and for the message", async () => {
    const evidence = `${SAMPLE}/evidence.json`;
    const apart = await call("receipt", `${SAMPLE}/receipts.txt`, ...CHECK, ...MESSAGE);
    const whole = await call("receipt", evidence, ...CHECK);
    expect(whole.text).toBe(apart.text.replaceAll("receipts.txt", "evidence.json"));
    const mixed = await call("receipt", `${SAMPLE}/receipts.txt`, ...CHECK, "--message", evidence);
    expect(mixed.text).toBe(apart.text);
    const taken = await call("evidence", evidence, "--out", "taken.jwt");
    expect(taken.written.get("taken.jwt")).toBe(read("message.jwt"));
  });

  it("names the receipt that was changed, and tells its reader what that means", async () => {
    for (const message of [[], MESSAGE]) {
      const { exit, errors } = await call(
        ...["receipt", `${SAMPLE}/tampered.txt`, ...CHECK, ...message],
      );
      expect(exit).toBe(EXIT.refused);
      expect(errors.split("\n")).toEqual([
        "refused: The signature does not verify (JWS_SIGNATURE_INVALID)",
        "hint: This receipt was changed, or another key signed it: do not rely on it.",
        `detail: ${SAMPLE}/tampered.txt, receipt 2 of 2: the signature does not verify`,
      ]);
    }
  });

  it("names the message where that was changed", async () => {
    const [header, payload, signature] = read("message.jwt").trim().split(".");
    const changed = Buffer.from(payload ?? "", "base64url")
      .toString()
      .replace("6(1)(a)", "6(1)(e)");
    const jwt = [header, Buffer.from(changed).toString("base64url"), signature].join(".");
    const { errors } = await callWith(
      { "changed.jwt": jwt },
      ...["receipt", `${SAMPLE}/receipts.txt`, ...CHECK, "--message", "changed.jwt"],
    );
    expect(errors).toContain("hint: This message was changed, or another key signed it");
    expect(errors).toContain("detail: changed.jwt: ");
  });
});

describe("a file of the wrong kind", () => {
  const receipts = read("receipts.txt");
  const own = {
    "kept.json": JSON.stringify({ jwt: read("message.jwt").trim(), seed: "" }),
    "prepared.json": JSON.stringify({ clear: {}, private: {}, body: {} }),
    "cut.txt": receipts.slice(0, receipts.indexOf("\n") - 8),
    "half.txt": receipts.split(".", 2).join("."),
    "marked.json": `\ufeff${read("registry.json")}`,
    "request.json": JSON.stringify({ recipient: "a", purpose: "b", messageType: "c", body: {} }),
  };
  const RECEIPTS = ["receipt", `${SAMPLE}/receipts.txt`];

  it.each<[string, Exit, readonly string[]]>([
    ["CLI_NOT_RECEIPTS", EXIT.refused, ["receipt", "kept.json", ...CHECK]],
    ["BASE64URL_MALFORMED", EXIT.refused, ["receipt", "cut.txt", ...CHECK]],
    ["JWS_MALFORMED", EXIT.refused, ["receipt", "half.txt", ...CHECK]],
    ["CLI_NOT_SIGNED", EXIT.refused, [...RECEIPTS, ...CHECK, "--message", "prepared.json"]],
    ["CLI_NOT_SIGNED", EXIT.refused, ["evidence", "prepared.json", "--out", "m.jwt"]],
    ["CLI_FILE_KIND", EXIT.refused, ["evidence", REGISTRY_JWT, "--out", "m.jwt"]],
    ["CLI_NOT_A_REGISTRY", EXIT.refused, [...RECEIPTS, "--registry", "kept.json"]],
    ["CLI_FILE_MARKED", EXIT.refused, [...RECEIPTS, "--registry", "marked.json"]],
    ["CLI_DRAFT_REQUEST", EXIT.refused, ["validate", "request.json"]],
    [
      "CLI_DRAFT_REQUEST",
      EXIT.refused,
      ["prepare", "request.json", ...CHECK, "--agreement", "kept.json"],
    ],
    ["CLI_OPTION_MISSING", EXIT.usage, [...RECEIPTS, "--registry", REGISTRY_JWT]],
    ["CLI_OPTION_INVALID", EXIT.usage, [...RECEIPTS, ...CHECK, ...KEY]],
    ["CLI_FILE_KIND", EXIT.refused, [...RECEIPTS, "--registry", `${SAMPLE}/message.jwt`, ...KEY]],
  ])("ends with %s and what to do, status %i: %j", async (code, expected, args) => {
    const { exit, text } = await callWith(own, ...args, "--json");
    const { refused } = JSON.parse(text);
    expect([refused.code, exit]).toEqual([code, expected]);
    expect(refused.hint).not.toMatch(/^Sign with|^Send three/);
  });
});

describe("a signed registry", () => {
  it("counts only under the key of its authority", async () => {
    const signed = ["receipt", `${SAMPLE}/receipts.txt`, "--registry", REGISTRY_JWT];
    const good = await call(...signed, ...KEY);
    expect(good.exit).toBe(EXIT.done);
    expect(good.text).toContain(`whose signature by the key in ${KEY[1]} is good`);
    const registry = JSON.parse(read("registry.json"));
    const another = JSON.stringify(registry.agencies[0].keys[0].jwk);
    const bad = await callWith({ "key.json": another }, ...signed, "--registry-key", "key.json");
    expect(bad.exit).toBe(EXIT.refused);
    expect(bad.errors).toContain("JWS_SIGNATURE_INVALID");
    expect(bad.errors).toContain("do not use it");
  });
});

/** Without what changes when the message vector is made anew: digests, numbers, the catalogue. */
function withoutVector(text: string): string {
  return text
    .replace(/^( {2}catalogue) .*$/m, "$1  …")
    .replaceAll(/[\w-]{43}/g, "…")
    .replaceAll(/\d+ disclosures/g, "… disclosures");
}

function read(name: string): string {
  return readFileSync(resolve(ROOT, SAMPLE, name), "utf8");
}

const call = (...args: string[]) => callWith({}, ...args);

/** Runs a command in the root of the repository; what it writes stays in memory. */
async function callWith(own: Readonly<Record<string, string>>, ...args: readonly string[]) {
  const written = new Map(Object.entries(own));
  const memory = createMemoryIo(written, NOW);
  const io = {
    ...memory,
    read: async (path: string) =>
      written.has(path) ? memory.read(path) : readFileSync(resolve(ROOT, path)),
  };
  const exit = await run(args, io);
  return { exit, text: memory.stdout.join("\n"), errors: memory.stderr.join("\n"), written };
}
