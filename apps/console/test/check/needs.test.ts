import { describe, expect, it } from "vitest";
import examples from "../../src/pages/check/examples.generated.json" with { type: "json" };
import { groupAlike, groupFindings } from "../../src/pages/check/group-findings.ts";
import { judge } from "../../src/pages/check/judge/judge.ts";
import { readGiven } from "../../src/pages/check/judge/read-given.ts";
import { groupNeeds } from "../../src/pages/check/needs.ts";

describe("what rules wait for", () => {
  it("is first what a file would give, and each rule stands with all it waits for", async () => {
    const draft = examples.good["draft.json"];
    const notEvaluated = (await judged(draft)).judgement.notEvaluated;
    const needs = groupNeeds(notEvaluated).map((one) => one.needs.join(" and "));
    expect(needs[0]).toBe("registry");
    expect(needs).toContain("registry and agreement");
    expect(needs.slice(-2)).toEqual(["opening", "history"]);
    const named = groupNeeds(notEvaluated).flatMap(({ rules }) => rules);
    expect(new Set(named)).toEqual(new Set(notEvaluated.map(({ rule }) => rule)));
  });

  it("is no file any more once registry and agreement are there", async () => {
    const all = Object.values(examples.good);
    const { judgement, verdict } = await judged(...all);
    expect(verdict).toBe("accept");
    expect(groupNeeds(judgement.notEvaluated).map(({ needs }) => needs)).toEqual([
      ["opening"],
      ["history"],
    ]);
  });

  it("names a term that a fact lacks, and a member that the message lacks", () => {
    const needs = groupNeeds([
      { rule: "R76", part: "b", missing: ["agreement.justificationReaders"] },
      { rule: "R03", missing: ["clear.env.purpose"] },
    ]);
    expect(needs).toEqual([
      { needs: ["terms"], rules: ["R76"], missing: ["agreement.justificationReaders"] },
      { needs: ["message"], rules: ["R03"], missing: ["clear.env.purpose"] },
    ]);
  });
});

describe("findings", () => {
  it("stand at their places in the order of a message, errors first, alike ones together", async () => {
    const { judgement } = await judged(...Object.values(examples.refused));
    const places = groupFindings(judgement.findings);
    expect(places.map(({ part }) => part)).toEqual(["clear", ...Array(4).fill("group")]);
    expect(places.flatMap(({ findings }) => findings).length).toBe(judgement.findings.length);
    const person = places.find(({ kind }) => kind === "subject");
    expect(person?.findings.length).toBe(6);
    expect(groupAlike(person?.findings ?? []).length).toBe(1);
    const [first] = judgement.findings;
    if (first === undefined) throw new TypeError("the example has no finding");
    const mixed = groupFindings([{ ...first, severity: "warn" }, first, { ...first, pointer: "" }]);
    expect(mixed.map(({ part }) => part)).toEqual(["message", "group"]);
    expect(mixed[1]?.findings.map(({ severity }) => severity)).toEqual(["error", "warn"]);
  });
});

async function judged(...texts: readonly string[]) {
  const outcome = await judge(
    texts.map((text) => readGiven("", text)),
    { when: "made", now: new Date() },
  );
  if ("stopped" in outcome) throw new TypeError("stopped");
  const [only] = outcome.messages;
  if (only === undefined || "refusal" in only.judged) throw new TypeError("not judged");
  return only.judged.value;
}
