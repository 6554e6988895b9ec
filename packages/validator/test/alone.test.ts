import { type DecodedMessage, findField, findRule, KINDS } from "@safepassage/schema";
import declared from "@safepassage/vectors/rule-inputs.json" with { type: "json" };
import { describe, expect, it } from "vitest";
import { type Finding, IMPLEMENTED_RULES, type Judgement, validate } from "../src/index.ts";
import { readRuleCorpus } from "./corpus.ts";
import { outcomeOf } from "./outcome.ts";
import { fixtureOf, readVectorFiles } from "./vectors.ts";

const vectors = readVectorFiles();
const corpus = readRuleCorpus();

/** Each rule by itself: its answer must not depend on another rule's findings. */
describe.each(IMPLEMENTED_RULES.map((rule) => [rule.id, rule] as const))("%s alone", (id, rule) => {
  const { cases = [], fixtures } = vectors.get(`${id}.json`) ?? {};
  const inputs = [
    ...cases.map((one) => ({ id: one.id, input: fixtureOf(one, fixtures), expect: one.expect })),
    ...(corpus.get(id) ?? []).map((line) => ({ ...line, id: `corpus ${line.id}` })),
  ];

  it("says what it reads, and which codes it may give", () => {
    const parts = rule.parts.map(({ part, stage, needs, mayUse }) => ({
      ...(part === undefined ? {} : { part }),
      tier: stage ?? findRule(id)?.stage,
      needs,
      ...(mayUse === undefined ? {} : { mayUse }),
    }));
    const listed = (declared.rules as Readonly<Record<string, unknown>>)[id];
    expect({ codes: rule.codes, parts }).toEqual(listed);
  });

  it("needs each claim that says whether a message is its business", () => {
    for (const { needs, about } of rule.parts) {
      expect(needs).toEqual(expect.arrayContaining(Object.keys(about?.claims ?? {})));
    }
  });

  it.each(inputs.map((one) => [one.id, one] as const))("%s", (_, { input, expect: wanted }) => {
    const judgement = validate(input, { rules: [rule] });
    expect(outcomeOf(id, judgement)).toBe(wanted.outcome);
    const missing = missingFor(id, judgement);
    expect(missing).toEqual(wanted.missing ?? missing);
    expect(missing).not.toContain("");
    const found = judgement.findings.map(({ code, pointer }) => ({ code, pointer }));
    if (wanted.outcome !== "refused") expect(found).toEqual([]);
    else expect(found).toContainEqual({ code: wanted.code, pointer: wanted.pointer });
    expect(found).toHaveLength(wanted.count ?? found.length);
    for (const finding of judgement.findings) expectNamed(finding, input.message as DecodedMessage);
  });
});

/** What a rule lacks, in whichever of its parts. */
function missingFor(id: string, { notEvaluated }: Judgement): readonly string[] {
  const names = notEvaluated.filter(({ rule }) => rule === id).flatMap(({ missing }) => missing);
  return [...new Set(names)].sort();
}

/** Checks that the field and kind of a finding are those of the place it points at. */
function expectNamed({ pointer, field, groupKind }: Finding, { body }: DecodedMessage): void {
  const [, part, place = "", member = "", below] = pointer.split("/");
  const id = part !== "body" ? place : member === "meta" ? `meta.${below}` : member;
  const named = findField(id) ?? findField(`subject.${id}`);
  if (named !== undefined) expect(field).toBe(named.id);
  const group = part === "body" ? body[place] : undefined;
  // A group without links or leaves cannot be read, and is named by its id alone.
  const kind = group?.links === undefined || group.leaves === undefined ? undefined : group.kind;
  if (kind !== undefined && Object.hasOwn(KINDS, kind)) expect(groupKind).toBe(kind);
}
