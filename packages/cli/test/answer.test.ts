import { type Draft, RULES } from "@safepassage/schema";
import { beforeAll, describe, expect, it } from "vitest";
import { EXIT } from "../src/index.ts";
import { type Called, createCaller } from "./call.ts";

const CONTEXT = ["--agreement", "agr.json", "--registry", "registry.json"];
const { files, call } = createCaller();

describe("the answer of the command", () => {
  beforeAll(async () => {
    await call("minimise", "draft.json", ...CONTEXT, "--out", "minimised.json");
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
    ["minimised.json", CONTEXT],
    ["minimised.json", [...CONTEXT, "--tier", "state"]],
  ])("counts every rule of the catalogue once, for %s with %j", async (file, given) => {
    const { text } = await call("validate", file, ...given);
    const counts =
      /^(\d+) rules in the catalogue: (\d+) evaluated; (\d+) not applicable; (\d+) not or not wholly evaluated.*; (\d+) not in this version$/m;
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
    const { text } = await call("validate", "minimised.json", ...given, "--json");
    expect(JSON.parse(text)).toMatchObject({ verdict: "noFaultFound", give });
  });

  it("is accept where everything was judged at the tier asked for", async () => {
    const { exit, text } = await call("validate", "minimised.json", ...CONTEXT, "--json");
    expect(exit).toBe(EXIT.done);
    expect(JSON.parse(text)).toMatchObject({ verdict: "accept", tier: "context" });
  });

  it("stays no acceptance where there are warnings only", async () => {
    const draft = JSON.parse(files.get("minimised.json") ?? "") as Draft;
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
