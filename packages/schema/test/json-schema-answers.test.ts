import { decodeBase64urlText, isJsonObject, type Json, type JsonObject } from "@safepassage/core";
import whole from "@safepassage/vectors/message/s01-1.json" with { type: "json" };
import scenarios from "@safepassage/vectors/scenarios/s01-s04.json" with { type: "json" };
import vectors from "@safepassage/vectors/schema/json-schema.json" with { type: "json" };
import messages from "@safepassage/vectors/schema/messages.json" with { type: "json" };
import { describe, expect, it } from "vitest";
import { type JsonSchemaName, jsonSchemaNames, UNSAID } from "../src/json-schema/index.ts";
import { acceptedByAjv, isUnsaid, refusedByAjv } from "./ajv.ts";
import { applyPatch, type PatchOperation } from "./apply-patch.ts";
import { generateDocument } from "./generate-document.ts";
import { type Fault, judge } from "./judge.ts";
import { MUTATIONS, mutate } from "./mutations.ts";
import { createRandom, type Random } from "./random.ts";

const NAMES = jsonSchemaNames();

describe("the JSON Schemas", () => {
  it("agree with this package on generated documents, two of three broken by one mutation", () => {
    const tally: Tally = new Map();
    const differences = NAMES.flatMap((name, index) =>
      compare(name, createRandom(index + 1), tally),
    );
    print(tally);
    expect(differences).toEqual([]);
    expect([...tally.keys()].sort()).toEqual(["none", ...Object.keys(MUTATIONS)].sort());
    const { none, ...mutated } = Object.fromEntries(tally);
    expect(none).toEqual({ documents: NAMES.length * DOCUMENTS, zod: 0, ajv: 0 });
    const refused = Object.values(mutated).reduce((sum, { zod }) => sum + zod, 0);
    expect(refused).toBeGreaterThan((NAMES.length * DOCUMENTS * 3) / 2);
    for (const [mutation, { zod, ajv }] of Object.entries(mutated)) {
      expect(zod, mutation).toBeGreaterThan(0);
      if (!UNSEEN.has(mutation)) expect(ajv, mutation).toBeGreaterThan(0);
    }
  });

  it("accept what real messages, agreements and consents hold", () => {
    for (const { messages: all } of scenarios.scenarios) {
      for (const { message, context } of all) {
        expect(refusedByAjv("message", message)).toEqual([]);
        const {
          "env.digest.private": _private,
          "env.digest.body": _body,
          ...clear
        } = message.clear;
        expect(refusedByAjv("draft", { ...message, clear })).toEqual([]);
        for (const consent of context.consents)
          expect(refusedByAjv("consent", consent)).toEqual([]);
      }
    }
    for (const agreement of Object.values(scenarios.agreements)) {
      expect(refusedByAjv("agreement", agreement)).toEqual([]);
    }
  });

  it("accept each object of the message that is a vector from draft to receipt", () => {
    const receipt = payloadOf(whole.deliveredReceipt);
    expect(refusedByAjv("draft", whole.draft)).toEqual([]);
    expect(refusedByAjv("message", whole.opened)).toEqual([]);
    expect(refusedByAjv("payload", JSON.parse(whole.payload))).toEqual([]);
    expect(refusedByAjv("receipt", receipt)).toEqual([]);
    expect(refusedByAjv("receipt-delivered", receipt)).toEqual([]);
    const { payload } = JSON.parse(whole.agreementJws);
    expect(refusedByAjv("agreement-text", JSON.parse(decodeBase64urlText(payload)))).toEqual([]);
  });

  it.each(messages.cases as readonly { id: string; ops: readonly PatchOperation[] }[])(
    "answer as this package does: $id",
    ({ ops }) => {
      const document = applyPatch(scenarios.scenarios[0]?.messages[0]?.message, ops);
      const faults = judge("message", document);
      expect(acceptedByAjv("message", document)).toBe(faults.length === 0 || isUnsaid(faults));
    },
  );

  it("know the first and the last second of a payload", () => {
    const payload = JSON.parse(whole.payload);
    for (const exp of [-1, 0, 253_402_300_799, 253_402_300_800]) {
      const isDate = exp >= 0 && exp <= 253_402_300_799;
      expect(acceptedByAjv("payload", { ...payload, exp })).toBe(isDate);
      expect(judge("payload", { ...payload, exp }).length === 0).toBe(isDate);
    }
  });

  it("know the two digests of a payload", () => {
    const payload = JSON.parse(whole.payload);
    const [first] = payload._sd;
    for (const _sd of [[first], [first, first], [first, "x"], [...payload._sd, first], first, []]) {
      expect(acceptedByAjv("payload", { ...payload, _sd })).toBe(false);
    }
    expect(acceptedByAjv("payload", { ...payload, _sd_alg: "sha-384" })).toBe(false);
  });
});

describe("the rules that JSON Schema cannot say", () => {
  const cases = vectors.cases as unknown as readonly UnsaidCase[];

  it("have a vector each, and no vector is of another rule", () => {
    const listed = UNSAID.map(({ code }) => code).sort();
    expect([...new Set(cases.map(({ issue }) => issue.code))].sort()).toEqual(listed);
    expect(new Set(listed).size).toBe(listed.length);
  });

  it.each(cases)(
    "$id: accepted there, refused here with that issue alone",
    ({ schema, ops, issue }) => {
      const base = (vectors.documents as unknown as Record<string, Json>)[schema];
      expect(judge(schema, base ?? null)).toEqual([]);
      const document = applyPatch(base, ops);
      expect(refusedByAjv(schema, document)).toEqual([]);
      expect(judge(schema, document).map(({ code, pointer }) => ({ code, pointer }))).toEqual([
        issue,
      ]);
    },
  );
});

/** How many documents there were of each mutation, and how many each side refused. */
type Tally = Map<string, { documents: number; zod: number; ajv: number }>;

interface UnsaidCase {
  readonly id: string;
  readonly schema: JsonSchemaName;
  readonly ops: readonly PatchOperation[];
  readonly issue: Fault;
}

/** What both sides answer to documents of one schema, each whole and broken twice, where it differs. */
function compare(name: JsonSchemaName, random: Random, tally: Tally): readonly unknown[] {
  const differences: unknown[] = [];
  for (let count = 0; count < DOCUMENTS; count++) {
    const sound = generateDocument(random, name);
    judgeBoth("none", sound);
    for (let nth = 0; nth < 2; nth++) {
      const { mutation, document } = breakOnce(name, sound, leastUsed(tally), random);
      judgeBoth(mutation, document);
    }
  }
  return differences;

  function judgeBoth(mutation: string, document: Json): void {
    const faults = judge(name, document);
    const isAccepted = acceptedByAjv(name, document);
    const row = tally.get(mutation) ?? { documents: 0, zod: 0, ajv: 0 };
    tally.set(mutation, {
      documents: row.documents + 1,
      zod: row.zod + Number(faults.length > 0),
      ajv: row.ajv + Number(!isAccepted),
    });
    if (isAccepted === (faults.length === 0) || (isAccepted && isUnsaid(faults))) return;
    differences.push({ name, mutation, isAccepted, faults, document });
  }
}

/** Breaks one thing of a document; of a payload one of the claims, as {@link judge} sees no more. */
function breakOnce(
  name: JsonSchemaName,
  sound: JsonObject,
  order: readonly string[],
  random: Random,
) {
  const { mutation, document } = mutate(sound, order, random);
  if (name !== "payload" || !isJsonObject(document)) return { mutation, document };
  const { _sd = [], _sd_alg = "" } = sound;
  return { mutation, document: { ...document, _sd, _sd_alg } };
}

function payloadOf(jws: string): Json {
  return JSON.parse(decodeBase64urlText(jws.split(".")[1] ?? ""));
}

/** Mutations in the order of how rarely they were used: some find nothing in most documents. */
function leastUsed(tally: Tally): readonly string[] {
  const used = (name: string): number => tally.get(name)?.documents ?? 0;
  return Object.keys(MUTATIONS).sort((a, b) => used(a) - used(b));
}

function print(tally: Tally): void {
  const rows = [...tally].sort(([a], [b]) => (a < b ? -1 : 1));
  const line = (...cells: readonly (string | number)[]): string =>
    cells
      .map((cell, i) => (i === 0 ? String(cell).padEnd(32) : String(cell).padStart(10)))
      .join("");
  const lines = rows.map(([name, { documents, zod, ajv }]) => line(name, documents, zod, ajv));
  process.stdout.write(`${[line("mutation", "documents", "zod", "ajv"), ...lines].join("\n")}\n`);
}

/** Mutations that only break rules of the list. */
const UNSEEN: ReadonlySet<string> = new Set([
  "items in another order",
  "production instead of a test",
]);

/** Sound documents of each schema; each is broken twice. */
const DOCUMENTS = 50;
