import type { ValidationInput } from "@safepassage/validator";
import scenarios from "@safepassage/vectors/scenarios/s01-s04.json" with { type: "json" };
import { describe, expect, it } from "vitest";
import { judge } from "./guide/judge.ts";
import { judgeInNovaia } from "./guide/judge-by-pack.ts";
import { sayInGerman } from "./guide/translate.ts";
import { readText } from "./guide-files.ts";

/** Runs in Node and in Chromium, with the step `browser` of the test command. */
const PAGE = "../../../../tools/browser/suite/page";

describe("the guides", () => {
  it.each([
    [
      "integrate-the-library",
      [
        "first",
        "start",
        "draft",
        "case-draft",
        "withdraw",
        "answer",
        "prove",
        "own-store",
        "own-pack",
      ],
    ],
    ["from-your-case-file", ["send-case"]],
    ["connect-a-case-system", ["webhook", "connect"]],
    ["check-evidence", ["evidence", PAGE]],
    ["run-a-registry", ["registry", "explain"]],
    ["add-a-rule", ["rule", "judge", "translate"]],
    ["add-a-pack", ["pack", "judge-by-pack"]],
  ])("%s shows, word for word, files that are run here", (guide, files) => {
    const page = readText(`../../../docs/guides/${guide}.md`);
    const blocks = page.split("```ts\n").slice(1);
    const shown = blocks.map((block) => block.split("\n```", 1)[0]);
    expect(shown).toEqual(files.map((name) => readText(`guide/${name}.ts`).trimEnd()));
  });

  it("show, word for word, the program in Python", () => {
    const blocks = readText("../../../docs/guides/from-your-case-file.md").split("```python\n");
    const shown = blocks.slice(1).map((block) => block.split("\n```", 1)[0]);
    const program = readText("../../../docs/guides/python/send_case.py");
    expect(shown.join("\n\n\n")).toBe(program.trimEnd());
  });

  it("judge by the rules of an invented State beside all others", () => {
    const found = scenarios.scenarios[0]?.messages[0];
    const { message } = found as NonNullable<typeof found>;
    const clear = { ...message.clear, "env.recipient.country": "XE" };
    const speaks = (language: string) => ({
      tier: "schema" as const,
      now: "2026-11-24T09:02:00Z",
      message: JSON.parse(
        JSON.stringify({ ...message, clear }).replace('"v":"rus"', `"v":"${language}"`),
      ),
    });
    const codes = (language: string): readonly string[] =>
      judgeInNovaia(speaks(language)).findings.map(({ code }) => code);
    expect(codes("fra")).toContain("XE01_LANGUAGE_NOT_SPOKEN");
    expect(codes("rus")).not.toContain("XE01_LANGUAGE_NOT_SPOKEN");
    expect(judgeInNovaia(speaks("rus")).packs).toContain("xe 1.0.0");
  });
});

it.each([
  "../../../README.md",
  "../../../docs/spec/agency.md",
  "../../../packages/safepassage/README.md",
])("%s shows the fifteen lines that run here", (page) => {
  const [, block = ""] = readText(page).split(/```(?:ts|js)\n/);
  const named = block.split("\n```", 1)[0]?.replace('"safepassage/', '"@safepassage/');
  expect(named).toBe(readText("guide/first.ts").trimEnd());
});

it("the rule of the guide gives what its vectors expect", () => {
  const page = readText("../../../docs/guides/add-a-rule.md");
  const [block = ""] = (page.split("```json\n")[1] ?? "").split("\n```", 1);
  const vectors = JSON.parse(block);
  const written = scenarios.scenarios[0]?.messages[0]?.message;
  for (const { base, patch, expect: expected } of vectors.cases) {
    expect(base).toBe("S01.1");
    const message = structuredClone(written) as { body: Record<string, unknown> };
    for (const { op, path, value } of patch) {
      expect(op).toBe("add");
      message.body[path.replace("/message/body/", "")] = value;
    }
    const input: ValidationInput = { message, tier: "schema", now: "2026-11-24T09:02:00Z" };
    const { findings, evaluated } = judge(input);
    expect(evaluated).toContain("R49");
    const places = findings.map(({ code, pointer }) => ({ code, pointer }));
    const { code, pointer } = expected;
    expect(places).toEqual(expected.outcome === "passed" ? [] : [{ code, pointer }]);
  }
  expect(vectors.cases).toHaveLength(2);
});

it("the translation of the guide says what it has, and the rest in English", () => {
  const message = structuredClone(scenarios.scenarios[0]?.messages[0]?.message) as {
    clear: Record<string, unknown>;
  };
  message.clear["env.messageType"] = "statistics";
  const said = sayInGerman({ message, tier: "schema", now: "2026-11-24T09:02:00Z" });
  expect(said[0]).toBe("abgelehnt");
  expect(said).toContain("Nachrichten dieser Art gibt es zu diesem Zweck nicht.");
});
