import type { Draft } from "@safepassage/schema";
import { beforeAll, describe, expect, it } from "vitest";
import { EXIT } from "../src/index.ts";
import { createCaller } from "./call.ts";

const CONTEXT = ["--agreement", "agr.json", "--registry", "registry.json"];
const { files, call } = createCaller();

describe("validate of many messages", () => {
  beforeAll(async () => {
    await call("prepare", "draft.json", ...CONTEXT, "--out", "prepared.json");
    const [good, bad] = ["prepared.json", "draft.json"].map(lineOf);
    files.set("many.jsonl", [good, bad, "", "no JSON", good].join("\n"));
    files.set("folder/a.json", good ?? "");
    files.set("folder/b.jsonl", `${good}\n${good}\n`);
    files.set("-", `${good}\n${good}\n`);
  });

  it("judges each line, and goes on after one that is no message", async () => {
    const { exit, text } = await call("validate", "many.jsonl", ...CONTEXT, "--json");
    expect(exit).toBe(EXIT.refused);
    expect(text.split("\n").map((line) => JSON.parse(line))).toMatchObject(
      [
        { file: "many.jsonl", line: 1, verdict: "accept" },
        { line: 2, verdict: "reject", refused: { detail: /many\.jsonl line 2: R01/ } },
        { line: 4, refused: { code: "JSON_MALFORMED", detail: /^many\.jsonl line 4: / } },
        { line: 5, verdict: "accept" },
      ].map(withDetail),
    );
  });

  it("is quiet of good lines, and counts all of them at the end", async () => {
    const { text, io } = await call("validate", "many.jsonl", ...CONTEXT);
    expect(text).toMatch(/^reject {2}many\.jsonl line 2 {2}\(message and context\)\n/);
    expect(text).not.toMatch(/^accept/m);
    expect(io.stdout.at(-1)).toBe("4 messages: 1 reject, 1 not read, 2 accept");
    expect(io.stderr.join("\n")).toContain("detail: many.jsonl line 4: ");
  });

  it("says that a file of lines holds no message", async () => {
    files.set("none.jsonl", "\n");
    const { exit, text } = await call("validate", "none.jsonl", ...CONTEXT);
    expect([exit, text]).toEqual([EXIT.done, "0 messages"]);
  });

  it("says once what a refusal means, and of each line what it is refused for", async () => {
    files.set("unread.jsonl", ["no JSON", "[]", "nor this"].join("\n"));
    const { io } = await call("validate", "unread.jsonl", ...CONTEXT);
    expect(io.stderr.filter((line) => line.startsWith("hint: "))).toHaveLength(2);
    expect(io.stderr[0]).toMatch(/^refused: .* \(JSON_MALFORMED\)$/);
    expect(io.stderr.at(-1)).toMatch(/^refused: unread\.jsonl line 3: .* \(JSON_MALFORMED\)$/);
  });

  it("takes a folder and standard input, and says once what is needed for more", async () => {
    const { exit, io } = await call("validate", "folder", "-");
    expect(exit).toBe(EXIT.done);
    expect(io.stdout).toEqual([
      "no fault found  folder/a.json  (message alone)",
      "5 messages: 5 no fault found",
      "To have it judged, give --agreement and --registry.",
    ]);
  });

  it("shows how far it is, and takes it away", async () => {
    const { io } = await call("validate", "many.jsonl", ...CONTEXT);
    expect(io.shown).toEqual(["2 messages judged, at many.jsonl line 2"]);
    const alone = await call("validate", "prepared.json", ...CONTEXT);
    expect(alone.io.shown).toEqual([]);
  });

  it("gives a mistake in the context once, and judges nothing", async () => {
    files.set("wrong.json", "{}");
    const { exit, text } = await call(
      ...["validate", "many.jsonl", "--registry", "wrong.json", "--format", "json"],
    );
    expect(exit).toBe(EXIT.refused);
    expect(JSON.parse(text)).toMatchObject({ refused: { code: "CLI_NOT_A_REGISTRY" } });
  });

  it("does not end with 0 for a message in quarantine", async () => {
    const urgent = JSON.parse(files.get("draft.json") ?? "") as Draft;
    const urgency = { level: "emergency", ground: "threatToLife" };
    const hidden = { ...urgent.private, "private.urgency": urgency };
    files.set("urgent.json", JSON.stringify({ ...urgent, private: hidden }));
    const { exit, text } = await call("validate", "urgent.json", ...CONTEXT, "--json");
    expect(JSON.parse(text)).toMatchObject({
      verdict: "quarantine",
      refused: { code: "CLI_RULES_BROKEN" },
    });
    expect(exit).toBe(EXIT.refused);
    expect((await call("validate", "urgent.json", ...CONTEXT)).exit).toBe(EXIT.refused);
  });

  it("names a file that hides characters in its name with escapes in their place", async () => {
    files.set("a\u001b[31m\u202e.json", "{}");
    const { io } = await call("validate", "a\u001b[31m\u202e.json", "prepared.json");
    expect(io.stderr.join("\n")).toContain("detail: a\\u001b[31m\\u202e.json");
    for (const line of [...io.stderr, ...io.stdout]) {
      for (const hidden of ["\u001b", "\u202e"]) expect(line).not.toContain(hidden);
    }
  });
});

describe("validate --would-pass", () => {
  it("says of each value of a refused draft what became of it, and shows none", async () => {
    const { exit, text } = await call("validate", "draft.json", ...CONTEXT, "--would-pass");
    expect(exit).toBe(EXIT.refused);
    expect(text).toMatch(/^ {2}The part that would pass:\n( {4}.*\n)+/m);
    expect(text).toMatch(/^ {4}withheld +identity\.names +\(\d\)$/m);
    expect(text).not.toContain("Oksana");
  });

  it("gives a draft that passes as JSON", async () => {
    const { text } = await call("validate", "draft.json", ...CONTEXT, "--would-pass", "--json");
    const { wouldPass } = JSON.parse(text);
    expect(wouldPass).toMatchObject({ passes: true, verdict: "accept" });
    files.set("passing.json", JSON.stringify(wouldPass.draft));
    const again = await call("validate", "passing.json", ...CONTEXT, "--would-pass", "--json");
    expect(JSON.parse(again.text)).toMatchObject({ verdict: "accept" });
    expect(JSON.parse(again.text)).not.toHaveProperty("wouldPass");
  });

  it("says why nothing would", async () => {
    const draft = JSON.parse(files.get("prepared.json") ?? "") as Draft;
    const clear = { ...draft.clear, "env.messageType": "alert" };
    files.set("type.json", JSON.stringify({ ...draft, clear }));
    const { text } = await call("validate", "type.json", ...CONTEXT, "--would-pass");
    expect(text).toContain("No part of it would pass: leaving things out does not");
    const alone = await call("validate", "type.json", "--would-pass");
    expect(alone.text).toContain("Cannot say what would pass: deciding facts are missing");
  });
});

function lineOf(name: string): string {
  return JSON.stringify(JSON.parse(files.get(name) ?? ""));
}

/** A detail as a pattern. */
function withDetail(entry: Readonly<Record<string, unknown>>): object {
  const { refused } = entry as { readonly refused?: { readonly detail?: RegExp } };
  if (refused?.detail === undefined) return entry;
  return { ...entry, refused: { ...refused, detail: expect.stringMatching(refused.detail) } };
}
