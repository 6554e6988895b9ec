import { type Draft, RULES } from "@safepassage/schema";
import { beforeAll, describe, expect, it } from "vitest";
import { EXIT } from "../src/index.ts";
import { type Called, createCaller } from "./call.ts";

const CONTEXT = ["--agreement", "agr.json", "--registry", "registry.json"];
const STORE = [
  { record: "person", person: "local-17", pseudonym: "dQTZDpRd4uj1TueBzHX2Ng" },
  { record: "release", dimensions: ["sex"], period: "2025", population: "all", cells: [] },
];
const { files, call } = createCaller();

describe("the answer of the command", () => {
  beforeAll(async () => {
    await call("prepare", "draft.json", ...CONTEXT, "--out", "prepared.json");
  });

  it("is never accept while it was not judged whether the message may be sent", async () => {
    const alone = await call("validate", "draft.json", "--json");
    expect(alone.exit).toBe(EXIT.done);
    expect(JSON.parse(alone.text)).toMatchObject({
      verdict: "noFaultFound",
      undecided: [
        { rule: "R01", missing: ["tier context"] },
        { rule: "R78", missing: ["agreement"] },
      ],
      give: ["--agreement", "--registry"],
    });
    // With context the same draft is refused, which is why it must not read as accepted.
    const judged = await call("validate", "draft.json", ...CONTEXT, "--json");
    expect(judged.exit).toBe(EXIT.refused);
    expect(rulesOf(judged)).toContain("R01");
  });

  it("says as text what was not judged and which options mend that", async () => {
    const { text } = await call("validate", "draft.json");
    expect(text).toMatch(/^no fault found {2}draft\.json/);
    expect(text).toContain(
      "Whether it may be sent was not judged. To have it judged, give --agreement and --registry.",
    );
    expect(text).not.toContain("accept ");
  });

  it.each<[string, readonly string[]]>([
    ["draft.json", []],
    ["draft.json", CONTEXT],
    ["prepared.json", CONTEXT],
    ["prepared.json", [...CONTEXT, "--tier", "state"]],
  ])("counts every rule of the catalogue once, for %s with %j", async (file, given) => {
    const { text } = await call("validate", file, ...given);
    const counts =
      /^(\d+) rules in the catalogue: (\d+) evaluated; (\d+) not applicable; (\d+) not fully evaluated.*; (\d+) not in this version$/m;
    const [all, ...parts] = (counts.exec(text) ?? []).slice(1).map(Number);
    expect(all).toBe(RULES.length);
    expect(parts.reduce((sum, part) => sum + part, 0)).toBe(RULES.length);
    const { notImplemented } = JSON.parse((await call("validate", file, ...given, "--json")).text);
    expect(parts[3]).toBe(notImplemented.length);
  });

  it.each<[readonly string[], readonly string[]]>([
    [["--registry", "registry.json"], ["--agreement"]],
    [[...CONTEXT, "--tier", "schema"], ["--tier context"]],
    [[...CONTEXT, "--tier", "state"], ["--history"]],
    [
      ["--tier", "context"],
      ["--agreement", "--registry"],
    ],
  ])("asks after %j for %j", async (given, give) => {
    const { text } = await call("validate", "prepared.json", ...given, "--json");
    expect(JSON.parse(text)).toMatchObject({ verdict: "noFaultFound", give });
  });

  it("is accept where everything was judged at the tier asked for", async () => {
    const { exit, text } = await call("validate", "prepared.json", ...CONTEXT, "--json");
    expect(exit).toBe(EXIT.done);
    expect(JSON.parse(text)).toMatchObject({ verdict: "accept", tier: "context" });
  });

  it("says what the consents given do not tell, and asks for no option that was given", async () => {
    const registry = JSON.parse(files.get("registry.json") ?? "");
    for (const { facts } of registry.agencies) facts[0].flags.vawa = true;
    files.set("vawa.json", JSON.stringify(registry));
    const given = ["--agreement", "agr.json", "--registry", "vawa.json"];
    const { text } = await call("validate", "prepared.json", ...given);
    expect(text).toMatch(/^no fault found {2}prepared\.json/);
    expect(text).toMatch(/^It is not accepted: .*R34.* not judged, for lack of .*/m);
    expect(text).toContain("what the consents do not say");
  });

  it("takes the records of a store, and says what they leave open", async () => {
    const given = ["prepared.json", ...CONTEXT, "--history", "store.jsonl"];
    files.set("store.jsonl", `${STORE.map((record) => JSON.stringify(record)).join("\n")}\n`);
    const { exit, text } = await call("validate", ...given, "--as", "https://ngo-b.test", "--json");
    expect(exit).toBe(EXIT.done);
    const said = JSON.parse(text);
    expect(said).toMatchObject({ verdict: "noFaultFound", tier: "state", give: [] });
    expect(said.notEvaluated).toContainEqual({ rule: "R57", part: "b", missing: ["history.log"] });
    expect(said.evaluated).toContain("R16");
    const plain = await call("validate", ...given, "--as", "https://ngo-b.test");
    expect(plain.text).toContain("were not judged, for lack of what the history does not say");
  });

  it("asks whose store it is, and names the line of an invalid record", async () => {
    const given = ["validate", "prepared.json", ...CONTEXT, "--history", "store.jsonl", "--json"];
    files.set("store.jsonl", `${JSON.stringify(STORE[0])}\n\n{"record":"person"}\n`);
    const unknown = await call(...given);
    expect(JSON.parse(unknown.text)).toMatchObject({ refused: { code: "CLI_OPTION_MISSING" } });
    const broken = await call(...given, "--as", "https://ngo-b.test");
    expect(broken.exit).toBe(EXIT.refused);
    expect(JSON.parse(broken.text)).toMatchObject({
      refused: { code: "SCHEMA_INVALID", detail: expect.stringContaining("store.jsonl line 3") },
    });
  });

  it("stays no acceptance where there are warnings only", async () => {
    const draft = JSON.parse(files.get("prepared.json") ?? "") as Draft;
    const [[gid, group] = []] = Object.entries(draft.body);
    if (gid === undefined || group === undefined) throw new TypeError("the draft has no group");
    const { holderRef: _, ...meta } = { holderRef: "", ...group.meta, nature: "assessment" };
    const warned = { ...draft, body: { ...draft.body, [gid]: { ...group, meta } } };
    files.set("warned.json", JSON.stringify(warned));
    const json = await call("validate", "warned.json", "--json");
    expect(JSON.parse(json.text)).toMatchObject({ verdict: "noFaultFound" });
    expect(rulesOf(json)).toEqual(["R13"]);
    const { text } = await call("validate", "warned.json");
    expect(text).toMatch(/^no fault found, with warnings {2}/);
  });
});

function rulesOf({ text }: Called): string[] {
  const { findings } = JSON.parse(text) as { findings: readonly { rule: string }[] };
  return findings.map(({ rule }) => rule);
}
