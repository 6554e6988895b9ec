import { readFileSync } from "node:fs";
import { isCitationRead, RULES } from "@safepassage/schema";
import { sayBeside, type ValidationInput, validate, whatWouldPass } from "@safepassage/validator";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { createAnswer } from "../src/errors/answer.ts";
import { createVisibleIo } from "../src/io/visible-io.ts";
import { createJsonReporter } from "../src/validate/entry.ts";
import { isRefused } from "../src/validate/judge.ts";
import { buildJudgementSchema } from "../src/validate/judgement-schema.ts";
import { tellPass } from "../src/validate/told-pass.ts";
import { createCaller } from "./call.ts";
import { createMemoryIo } from "./memory-io.ts";

const NOW = new Date("2026-11-24T09:02:00Z");
const vectors = await readVectors();
const accepts = new Ajv2020({ strict: true, strictTypes: false }).compile(
  JSON.parse(
    readFileSync(new URL("../json-schemas/judgement.json", import.meta.url), "utf8"),
  ) as object,
);

describe("the JSON Schema of a judgement", () => {
  it("accepts what is said of vectors of every code, with what would pass", async () => {
    const seen = { passes: 0, nothing: 0 };
    for (const [place, said] of (await sayAll()).entries()) {
      const name = vectors[place]?.name;
      expect({ name, faults: faultsOf(said) }).toEqual({ name, faults: [] });
      const pass = said["wouldPass"] as { readonly passes: boolean } | undefined;
      if (pass !== undefined) seen[pass.passes ? "passes" : "nothing"]++;
    }
    expect(vectors.length).toBeGreaterThan(200);
    expect(seen.passes).toBeGreaterThan(20);
    expect(seen.nothing).toBeGreaterThan(20);
  });

  it("has no member that no vector or file is said of", async () => {
    const all = [...(await sayAll()), ...(await sayFiles())];
    const names = new Set(all.flatMap(namesIn));
    const unsaid = namesOfSchema(buildJudgementSchema()).filter((name) => !names.has(name));
    expect(unsaid).toEqual([]);
  });

  it("accepts what is said of files, judged or not", async () => {
    const lines = await sayFiles();
    expect(lines.map((line) => Object.keys(line).includes("verdict"))).toContain(false);
    for (const line of lines) expect(faultsOf(line)).toEqual([]);
  });

  it("refuses a verdict without what belongs to it, and a member of another", async () => {
    const byVerdict = new Map<unknown, Said>();
    for (const said of [...(await sayAll()), ...(await sayFiles())]) {
      byVerdict.set(said["verdict"], said);
    }
    expect([...byVerdict.keys()].map(String).sort()).toEqual([
      "accept",
      "acceptWithWarnings",
      "noFaultFound",
      "quarantine",
      "reject",
      "undefined",
    ]);
    for (const said of byVerdict.values()) {
      for (const name of Object.keys(said)) {
        if (name === "line" || name === "wouldPass") continue;
        const { [name]: _gone, ...rest } = said;
        expect({ name, accepted: accepts(rest) }).toEqual({ name, accepted: false });
      }
      expect(accepts({ ...said, more: 1 })).toBe(false);
      for (const verdict of byVerdict.keys()) {
        if (isKin(verdict, said["verdict"])) continue;
        expect(accepts({ ...said, verdict })).toBe(false);
      }
    }
  });

  it("knows the rules of the catalogue, and no other", async () => {
    const [said] = await sayFiles();
    const rules = RULES.map(({ id }) => id);
    expect(accepts({ ...said, evaluated: rules })).toBe(true);
    expect(accepts({ ...said, evaluated: ["R99"] })).toBe(false);
    expect(accepts({ ...said, evaluated: ["XN01"] })).toBe(true);
  });
});

interface Vector {
  readonly id: string;
  readonly expect: { readonly code?: string; readonly verdict: string };
}

type Said = Readonly<Record<string, unknown>>;

/** What the command would say of an input, with what would pass. */
async function say(input: ValidationInput): Promise<Said> {
  const said = (await createAnswer({}))(validate(input));
  const judged = isRefused(said)
    ? {
        ...said,
        wouldPass: tellPass(whatWouldPass(input), { say: sayBeside, isRead: isCitationRead }),
      }
    : said;
  const io = createMemoryIo(new Map(), NOW);
  await createJsonReporter(createVisibleIo(io)).entry({ file: "vector.json", judged });
  return JSON.parse(io.stdout[0] ?? "") as Said;
}

let everything: Promise<readonly Said[]> | undefined;

function sayAll(): Promise<readonly Said[]> {
  everything ??= Promise.all(vectors.map(({ input }) => say(input)));
  return everything;
}

/** What the command says of files, good, bad and none. */
async function sayFiles(): Promise<readonly Said[]> {
  const { files, call } = createCaller(NOW);
  const context = ["--agreement", "agr.json", "--registry", "registry.json"];
  await call("prepare", "draft.json", ...context, "--out", "prepared.json");
  const [good, bad] = ["prepared.json", "draft.json"].map((name) =>
    JSON.stringify(JSON.parse(files.get(name) ?? "")),
  );
  files.set("lines.jsonl", [good, bad, "broken", "{}"].join("\n"));
  const names = ["prepared.json", "draft.json", "lines.jsonl", "nowhere.json"];
  const judged = await call("validate", ...names, ...context, "--would-pass", "--json");
  const alone = await call("validate", ...names, "--json");
  files.set("draft.json", JSON.stringify({ clear: {} }));
  const shapeless = await call("prepare", "draft.json", ...context, "--json");
  const { refused } = JSON.parse(shapeless.text) as Said;
  return [judged, alone]
    .flatMap(({ text }) => text.split("\n").map((line) => JSON.parse(line) as Said))
    .concat({ file: "draft.json", refused });
}

function faultsOf(document: Said): readonly unknown[] {
  return accepts(document) ? [] : (accepts.errors ?? [{}]);
}

/** Verdicts that are said alike. */
function isKin(a: unknown, b: unknown): boolean {
  const kin = [["accept", "acceptWithWarnings"], ["reject", "quarantine"], ["noFaultFound"]];
  return a === b || kin.some((group) => group.includes(String(a)) && group.includes(String(b)));
}

/** Names of all members of a value, except those of a draft, which has its own schema. */
function namesIn(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(namesIn);
  return Object.entries(value).flatMap(([name, member]) => [
    name,
    ...(name === "draft" ? [] : namesIn(member)),
  ]);
}

function namesOfSchema(schema: unknown): readonly string[] {
  if (typeof schema !== "object" || schema === null) return [];
  return Object.entries(schema).flatMap(([name, member]) => [
    ...(name === "properties" ? Object.keys(member as object) : []),
    ...namesOfSchema(member),
  ]);
}

/** Vectors of the rules, one for each code and verdict, each with all that its judge knows. */
async function readVectors(): Promise<readonly { name: string; input: ValidationInput }[]> {
  // The helper of another package's tests: it has no export.
  const helper = new URL("../../validator/test/vectors.ts", import.meta.url).href;
  const { readVectorFiles, fixtureOf } = await import(helper);
  return [...readVectorFiles()].flatMap(([file, { cases, fixtures }]) => {
    const alike = Map.groupBy(
      cases as readonly Vector[],
      ({ expect: { code, verdict } }) => `${code} ${verdict}`,
    );
    return [...alike.values()].flatMap(([vector]) =>
      vector === undefined
        ? []
        : [{ name: `${file} ${vector.id}`, input: fixtureOf(vector, fixtures) }],
    );
  });
}
