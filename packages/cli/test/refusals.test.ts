import type { Draft } from "@safepassage/schema";
import { beforeAll, describe, expect, it } from "vitest";
import { EXIT } from "../src/index.ts";
import { type Called, createCaller } from "./call.ts";
import { NGO_C } from "./world.ts";

const CONTEXT = ["--agreement", "agr.json", "--registry", "registry.json"];
const ISSUE = ["--key", "ngo-b.key", "--to", "ngo-c.epochs", ...CONTEXT];
const TO = ["--key", "ngo-b.key", ...CONTEXT, "--out", "q.jwe", "--to"];
const TO_KEYS = [...TO, "other.json"];
const TO_OWN_LIST = [...TO, "ngo-b.epochs"];
const HALF_SIGNED = ["--agreement", "agr.ngo-b.json"];
const OTHER_KEY = ["--as", NGO_C, "--epoch-key", "ngo-b.epochs.key"];
const OPEN = ["--as", NGO_C, "--epoch-key", "ngo-c.epoch.key", ...CONTEXT];
const PREVIOUS = [
  ...["--as", NGO_C, "--key", "ngo-c.key", "--keep", "kept.key", "--out", "new.epochs"],
  ...["--previous", "other.json"],
];
const { files, call } = createCaller();

describe("a refusal", () => {
  beforeAll(async () => {
    const header = Buffer.from('{"alg":"ES256","kid":"k","typ":"example+sd-jwt"}');
    files.set("held.txt", `${header.toString("base64url")}.e30.AAAA~`);
    files.set("other.json", '{"name":"of no known kind"}');
    const own = ["--as", "https://ngo-b.test", "--key", "ngo-b.key"];
    await call("keys", "epochs", ...own, "--keep", "ngo-b.epochs.key", "--out", "ngo-b.epochs");
    files.set("blank.txt", "\n");
    files.set("quoted.json", JSON.stringify(files.get("not-prepared.jwe")?.trim()));
    const draft = JSON.parse(files.get("draft.json") ?? "") as Draft;
    const unproven = { ...draft.private, "private.consentAssertions": [] };
    files.set("torso.json", JSON.stringify({ body: draft.body }));
    files.set("unproven.json", JSON.stringify({ ...draft, private: unproven }));
  });

  it.each<[string, readonly string[]]>([
    ["CLI_RULES_BROKEN", ["issue", "draft.json", ...ISSUE, "--out", "message.jwe"]],
    ["CLI_RULES_BROKEN", ["validate", "draft.json", ...CONTEXT]],
    ["CLI_RULES_BROKEN", ["prepare", "unproven.json", ...CONTEXT]],
    ["SCHEMA_INVALID", ["prepare", "torso.json", ...CONTEXT]],
    ["CLI_FILE_KIND", ["prepare", "registry.json", ...CONTEXT]],
    ["CLI_NOTHING_TO_VERIFY", ["receipt", "blank.txt", "--registry", "registry.json"]],
    ["CLI_OPTION_INVALID", ["keys", "generate", "--alg", "RSA", "--out", "x.key"]],
    ["CLI_OPTION_INVALID", ["keys", "generate", "--alg", "constructor", "--out", "x.key"]],
    ["CLI_OPTION_INVALID", ["keys", "generate", "--alg", "toString", "--out", "x.key"]],
    ["CLI_OPTION_INVALID", ["validate", "draft.json", "--now", "2026-02-30T00:00:00Z"]],
    ["CLI_OPTION_INVALID", ["validate", "draft.json", "--now", "2026-11-24T24:00:00Z"]],
    ["CLI_OPTION_INVALID", ["validate", "draft.json", "--now", "2026-11-24"]],
    ["CLI_OPTION_INVALID", ["validate", "draft.json", "--registry-key", "ngo-b.key"]],
    ["CLI_OPTION_INVALID", ["agreement", "check", "agr.json", "--registry-key", "ngo-b.key"]],
    ["CLI_OPTION_INVALID", ["authorisation", "show", "token.txt", "--registry-key", "ngo-b.key"]],
    ["CLI_OPTION_INVALID", ["validate", "draft.json", "--as", "ngo-c"]],
    ["CLI_OPTION_INVALID", ["open", "message.jwe", ...OPEN, "--as", "ngo-c"]],
    ["CLI_OPTION_MISSING", ["keys", "generate", "--alg", "ES256"]],
    ["CLI_USAGE", ["validate", "draft.json", "--frobnicate"]],
    ["CLI_USAGE", ["frobnicate"]],
    ["CLI_USAGE", ["keys"]],
    ["CLI_USAGE", []],
  ])("is one shape, %s of %j, wherever --json stands", async (code, args) => {
    for (let place = 0; place <= args.length; place++) {
      // What follows an option that takes a value would be its value to any other program.
      const called = await call(...args.slice(0, place), "--json", ...args.slice(place));
      expect(called.io.stderr).toEqual([]);
      const { refused } = jsonOf(called);
      expect(refused).toMatchObject({ code });
      for (const member of ["title", "hint", "detail", "fault"]) {
        expect(refused?.[member]).toMatch(/\w/);
      }
    }
  });

  it("holds the judgement where rules refuse", async () => {
    const called = await call("issue", "draft.json", ...ISSUE, "--out", "message.jwe", "--json");
    expect(called.exit).toBe(EXIT.refused);
    expect(jsonOf(called).refused).toMatchObject({
      detail: expect.stringContaining("draft.json: R01"),
      judgement: { verdict: "reject" },
    });
  });

  it("holds what became of each value where something was minimised before", async () => {
    const called = await call("prepare", "unproven.json", ...CONTEXT, "--json");
    expect(called.exit).toBe(EXIT.refused);
    const { judgement, account } = jsonOf(called).refused;
    expect(judgement).toMatchObject({ verdict: "reject" });
    expect(account).toContainEqual(expect.objectContaining({ outcome: "withheld" }));
  });

  it.each([
    [["help", "frobnicate"], "unknown command 'frobnicate'"],
    [["keys", "help", "frobnicate"], "unknown command 'frobnicate'"],
    [["keys"], "a command is missing"],
  ])("names the command of %j that there is not", async (args, detail) => {
    const { exit, io } = await call(...args, "--json");
    expect([exit, JSON.parse(io.stdout.join("")).refused.detail]).toEqual([EXIT.usage, detail]);
  });

  it("is three lines with its code for a person, also for a line that cannot be read", async () => {
    const { exit, io } = await call("validate", "draft.json", "--frobnicate");
    expect(exit).toBe(EXIT.usage);
    expect(io.stderr).toEqual([
      "error: The command line cannot be read (CLI_USAGE)",
      "hint: See the command's --help for a worked example.",
      "detail: unknown option '--frobnicate'",
    ]);
  });

  it("tells of each place in a sentence what is wrong and what to do", async () => {
    const args = ["prepare", "torso.json", ...CONTEXT];
    const { issues } = jsonOf(await call(...args, "--json")).refused;
    expect(issues).toContainEqual({
      pointer: "/clear",
      code: "MEMBER_MISSING",
      sentence: "Something required is missing.",
      fix: "Add it. There is no default.",
      rule: "R53",
    });
    const { io } = await call(...args);
    expect(io.stderr.join("\n")).toContain(
      "  at   /clear\n       Something required is missing. Add it. There is no default.",
    );
  });

  it.each<[string, string, readonly string[]]>([
    ["JWS_MALFORMED", "list that the recipient publishes", ["issue", "draft.json", ...TO_KEYS]],
    ["TRUST_SEALED_MALFORMED", "Give the sealed message", ["open", "other.json", ...OPEN]],
    [
      "PACKAGE_NOT_FOR_US",
      "--as",
      ["open", "not-prepared.jwe", ...OPEN, "--as", "https://ngo-b.test"],
    ],
    ["TRUST_KEY_INVALID", "keys generate", ["keys", "public", "other.json"]],
    ["JWS_MALFORMED", "authorisation sign --out", ["authorisation", "show", "other.json"]],
    ["TRUST_EPOCHS_INVALID", "--keep", ["keys", "epochs", ...PREVIOUS]],
    ["TRUST_KEY_UNKNOWN", "another agency's", ["issue", "draft.json", ...TO_OWN_LIST]],
    [
      "AGREEMENT_INVALID",
      "agreement check",
      ["validate", "draft.json", ...CONTEXT, ...HALF_SIGNED],
    ],
    ["JWS_TYPE_WRONG", "no message", ["validate", "held.txt"]],
    ["PACKAGE_KEY_UNKNOWN", "ask the sender", ["validate", "not-prepared.jwe", ...OTHER_KEY]],
    ["PACKAGE_KEY_UNKNOWN", "ask the sender", ["validate", "quoted.json", ...OTHER_KEY]],
  ])("tells the holder of the file what to do: %s", async (code, hint, args) => {
    const { refused } = jsonOf(await call(...args, "--json"));
    expect(refused).toMatchObject({ code, hint: expect.stringContaining(hint) });
  });

  it("leaves nothing of a message that was rejected but the receipt", async () => {
    const called = await call(
      ...["open", "not-prepared.jwe", "--as", NGO_C, "--key", "ngo-c.key", ...CONTEXT],
      ...["--epoch-key", "ngo-c.epoch.key", "--out", "opened.json"],
      ...["--receipts", "receipts.txt", "--json"],
    );
    expect(called.exit).toBe(EXIT.refused);
    expect(jsonOf(called)).toEqual({
      refused: expect.objectContaining({
        code: "CLI_MESSAGE_REJECTED",
        judgement: expect.objectContaining({ verdict: "reject", tier: "context" }),
      }),
    });
    expect(files.has("opened.json")).toBe(false);
    expect(files.get("receipts.txt")?.trim().split("\n")).toHaveLength(1);
  });
});

describe("--json", () => {
  it.each<[string, readonly string[]]>([
    ["help", ["--help"]],
    ["help", ["keys", "--help"]],
    ["help", ["validate", "--help"]],
    ["help", ["help", "issue"]],
    ["version", ["--version"]],
  ])("turns the %s of %j into JSON", async (member, args) => {
    for (const line of [
      ["--json", ...args],
      [...args, "--json"],
    ]) {
      const called = await call(...line);
      expect(called.exit).toBe(EXIT.done);
      expect(jsonOf(called)[member]).toMatch(/\w/);
    }
  });

  it("is understood before the command that does the work", async () => {
    const called = await call("--json", "keys", "generate", "--alg", "Ed25519", "--out", "a.key");
    expect(called.exit).toBe(EXIT.done);
    expect(jsonOf(called)).toMatchObject({ kty: "OKP" });
  });
});

/** What a command printed with `--json`: members beside a refusal differ from command to command. */
function jsonOf({ text }: Called): Answer {
  return JSON.parse(text);
}

interface Answer {
  readonly refused: Readonly<Record<string, unknown>> & { readonly issues: readonly Issue[] };
  readonly [member: string]: unknown;
}

interface Issue {
  readonly pointer: string;
  readonly code: string;
  readonly sentence: string;
}
