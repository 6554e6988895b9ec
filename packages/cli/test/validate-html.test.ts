import { createHash } from "node:crypto";
import type { Draft } from "@safepassage/schema";
import { beforeAll, describe, expect, it } from "vitest";
import { EXIT } from "../src/index.ts";
import { html } from "../src/validate/html.ts";
import { createCaller } from "./call.ts";

const CONTEXT = ["--agreement", "agr.json", "--registry", "registry.json"];
const HOSTILE = `<script>alert("1")</script> & 'x'\u202e.json`;
const { files, call } = createCaller();
let page = "";

describe("the page of validate --format html", () => {
  beforeAll(async () => {
    await call("prepare", "draft.json", ...CONTEXT, "--out", "prepared.json");
    files.set(HOSTILE, "{");
    const draft = JSON.parse(files.get("prepared.json") ?? "") as Draft;
    const clear = { ...draft.clear, "env.messageType": "alert" };
    files.set("type.json", JSON.stringify({ ...draft, clear }));
    const names = ["prepared.json", "type.json", "draft.json", HOSTILE, "nowhere.json"];
    const { exit, io } = await call(
      ...["validate", ...names, ...CONTEXT, "--would-pass", "--format", "html"],
    );
    expect(exit).toBe(EXIT.usage);
    expect(io.stderr).toEqual([]);
    expect(io.stdout).toHaveLength(1);
    page = io.stdout[0] ?? "";
  });

  it("stands alone: one style, named by its digest, and nothing else that runs or loads", () => {
    const [, style = ""] = /<style>([\s\S]*?)<\/style>/.exec(page) ?? [];
    const digest = createHash("sha256").update(style).digest("base64");
    expect(page).toContain(
      `content="default-src &#39;none&#39;; style-src &#39;sha256-${digest}&#39;;`,
    );
    expect(page).not.toMatch(/<(script|link|img|iframe|object|form|a)\b/i);
    expect(page).not.toMatch(/\s(on\w+|src|href|style)=/i);
    expect(style).not.toMatch(/url\(|@import/);
  });

  it("escapes a name that is markup, and marks what it hides", () => {
    expect(page).toContain("&#60;script&#62;alert(&#34;1&#34;)&#60;/script&#62; &#38; &#39;x&#39;");
    expect(page).not.toContain("\u202e");
  });

  it("has the worst verdicts first, each with its number", () => {
    const headings = [...page.matchAll(/<h2 class="(\w+)">(.*?)<\/h2>/g)].map(([, , text]) => text);
    expect(headings).toEqual(["reject: 2", "not read: 2", "accept: 1"]);
  });

  it("names each finding at its place, with what to do and the law, once for a code", () => {
    const place = /<h4>Identity <code>[\w-]{22}<\/code><\/h4>([\s\S]*?)<h4>/.exec(page)?.[1] ?? "";
    expect(place).toContain("identity.names");
    expect(place).toContain("<code>R01_FIELD_NOT_PERMITTED</code>");
    expect(place.match(/What to do/g)).toHaveLength(1);
    const subject = /<h4>Person <code>[\w-]{22}<\/code><\/h4>([\s\S]*?)<h4>/.exec(page)?.[1] ?? "";
    expect(subject.match(/class="mark"/g)?.length).toBeGreaterThan(1);
    expect(subject.match(/What to do/g)).toHaveLength(1);
  });

  it("says what would pass, or why nothing would", () => {
    expect(page).toMatch(/<h4>The part that would pass<\/h4>\s*<p>left out:<\/p><ul><li><strong>/);
    expect(page).toMatch(/<h4>No part of it would pass<\/h4>\s*<p>leaving things out does not/);
  });

  it("says which rules were not judged, and that a verdict is not everything", () => {
    expect(page).toMatch(/Not evaluated for lack of the opening of the message.*E01, E02/);
    expect(page).toContain("It does not say whether what the message tells is true");
  });

  it("holds no value of a message", () => {
    const draft = JSON.parse(files.get("draft.json") ?? "") as Draft;
    const values = Object.values(draft.body)
      .flatMap(({ leaves }) => leaves.flatMap(({ v }) => textsOf(v)))
      .filter((text) => text.length > 4);
    expect(values).toContain("Oksana");
    for (const value of values) expect(page).not.toContain(value);
  });

  it("names the instant judged at, which need not be now", async () => {
    expect(page).toContain("Judged at 2026-11-24T09:02:00Z");
    const later = ["--format", "html", "--now", "2027-01-02T03:04:05Z"];
    const { text } = await call("validate", "prepared.json", ...later);
    expect(text).toContain("Judged at 2027-01-02T03:04:05Z");
  });

  it("shows five hundred of a verdict, and counts the rest", async () => {
    const good = JSON.stringify(JSON.parse(files.get("prepared.json") ?? ""));
    files.set("many.jsonl", `${good}\n`.repeat(502));
    const { text } = await call("validate", "many.jsonl", ...CONTEXT, "--format", "html");
    expect(text).toContain("accept: 502");
    expect(text.match(/<li>many\.jsonl line \d+<\/li>/g)).toHaveLength(500);
    expect(text).toContain("More, not shown here: 2");
  });
});

it("markup is escaped unless it is markup already", () => {
  const inner = html`<b>${"<i>"}</b>`;
  expect(html`${inner}${[inner, inner]}${"&"}${7}${false}${undefined}`.markup).toBe(
    "<b>&#60;i&#62;</b><b>&#60;i&#62;</b><b>&#60;i&#62;</b>&#38;7",
  );
});

function textsOf(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsOf) : [];
}
