import { decodeBase64urlText, isJsonObject, type Json, type JsonObject } from "@safepassage/core";
import whole from "@safepassage/vectors/message/s01-1.json" with { type: "json" };
import scenarios from "@safepassage/vectors/scenarios/s01-s04.json" with { type: "json" };
import vectors from "@safepassage/vectors/schema/json-schema.json" with { type: "json" };
import messages from "@safepassage/vectors/schema/messages.json" with { type: "json" };
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FIELDS } from "../src/catalogue/catalogue.ts";
import {
  buildJsonSchema,
  isJsonSchemaName,
  type JsonSchema,
  type JsonSchemaName,
  jsonSchemaId,
  jsonSchemaNames,
  UNSAID,
} from "../src/json-schema/index.ts";
import { ADDRESS, CALENDAR } from "../src/json-schema/patterns.ts";
import { findUnclean } from "../src/value/clean-text.ts";
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

describe("a JSON Schema", () => {
  it.each(NAMES)("%s has a stable name and stands alone", (name) => {
    const schema = buildJsonSchema(name);
    expect(schema.$schema).toBe("https://json-schema.org/draft/2020-12/schema");
    expect(schema.$id).toBe(`https://safepassage.example/schemas/1.0/${name}.json`);
    expect(schema.$id).toBe(jsonSchemaId(name));
    const definitions = Object.keys(schema.$defs ?? {});
    const references = JSON.stringify(schema).matchAll(/"\$ref":"#\/\$defs\/([^"]+)"/g);
    const referred = new Set([...references].map(([, definition]) => definition));
    expect([...referred].sort()).toEqual(definitions.sort());
    expect(JSON.stringify(schema)).not.toMatch(/"\$ref":"(?!#\/\$defs\/)/);
  });

  it("names only what there is", () => {
    expect(isJsonSchemaName("draft")).toBe(true);
    for (const name of ["", "constructor", "draft.json"])
      expect(isJsonSchemaName(name)).toBe(false);
  });

  it("has only expressions that ECMA-262, Python and Java read alike", () => {
    const patterns = NAMES.flatMap((name) => patternsIn(buildJsonSchema(name)));
    expect(patterns.length).toBeGreaterThan(100);
    for (const pattern of patterns) {
      // Digits and words are all of Unicode in Python; classes and lookbehind are not everywhere.
      expect(pattern.replaceAll("[\\s\\S]", "")).not.toMatch(
        /\\[dDwWsSbBpPkQEAzZG]|\(\?[<#imsux-]/,
      );
      // `[^]`, nested classes and intersections are read differently.
      expect(pattern).not.toMatch(/\[\^?\]|&&/);
    }
  });

  it("refers, for each text with an expression, to the characters that no text may hold", () => {
    for (const name of NAMES) {
      const texts = textsIn(buildJsonSchema(name));
      expect(texts.length).toBeGreaterThan(2);
      expect(texts.filter(({ $ref }) => $ref !== "#/$defs/cleanText")).toEqual([]);
    }
  });

  it("knows each character that no text may hold", () => {
    const pattern = buildJsonSchema("draft").$defs?.["cleanText"]?.not?.pattern ?? "";
    const unclean = new RegExp(pattern, "u");
    for (let code = 0; code <= 0x10ffff; code++) {
      const character = String.fromCodePoint(code);
      const isUnclean = findUnclean(character) === "TEXT_UNCLEAN";
      if (unclean.test(character) !== isUnclean) expect([code, isUnclean]).toEqual([]);
    }
    expect(["\u00ad", "\n", "\u{e0041}"].map((one) => unclean.test(`a${one}b`))).not.toContain(
      false,
    );
  });

  it("tells of each field what it says and how sensitive it is", () => {
    const { $defs = {} } = buildJsonSchema("message");
    for (const { id, place, sensitivity } of FIELDS) {
      const said = $defs[id];
      expect(said?.title, id).toBe(id);
      expect(said?.description, id).toMatch(/^[A-Z0-9].*\. .*Sensitivity P[0-5]: /);
      expect(said?.description, `${id} ${place}`).toContain(`Sensitivity ${sensitivity}: `);
    }
  });
});

describe("the expressions of a JSON Schema", () => {
  it("know the days of every year", () => {
    const calendar = new RegExp(CALENDAR, "u");
    fc.assert(
      fc.property(fc.nat(9999), fc.nat(13), fc.nat(32), (year, month, day) => {
        const text = `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
        const date = new Date(`${text}T00:00:00Z`);
        const isReal = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
        expect(calendar.test(text)).toBe(isReal);
      }),
      { numRuns: 20_000 },
    );
  });

  it("know the addresses that a URL may have", () => {
    const address = new RegExp(ADDRESS, "u");
    const piece = fc.constantFrom("0", "1", "ff", "12ab", "00001", "");
    fc.assert(
      fc.property(fc.array(piece, { minLength: 2, maxLength: 10 }), (pieces) => {
        const text = pieces.join(":");
        expect(address.test(text), text).toBe(URL.canParse(`http://[${text}]/`));
      }),
      { numRuns: 5_000 },
    );
    for (const text of ["0.0.0.0", "255.255.255.255"]) expect(address.test(text)).toBe(true);
    for (const text of ["256.0.0.1", "01.0.0.1", "1.2.3", "::1.2.3.4"]) {
      expect(address.test(text)).toBe(false);
    }
  });
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

function patternsIn(schema: unknown): readonly string[] {
  if (typeof schema !== "object" || schema === null) return [];
  return Object.entries(schema).flatMap(([name, value]) =>
    name === "pattern" && typeof value === "string" ? [value] : patternsIn(value),
  );
}

/** Every schema of a text that has an expression. */
function textsIn(schema: unknown): readonly JsonSchema[] {
  if (typeof schema !== "object" || schema === null) return [];
  const inner = Object.values(schema).flatMap(textsIn);
  const isText = "type" in schema && schema.type === "string" && "pattern" in schema;
  return isText ? [schema as JsonSchema, ...inner] : inner;
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

const pad = (value: number, length: number): string => String(value).padStart(length, "0");

/** Mutations that only break rules of the list. */
const UNSEEN: ReadonlySet<string> = new Set([
  "items in another order",
  "production instead of a test",
]);
/** Sound documents of each schema; each is broken twice. */
const DOCUMENTS = 50;
