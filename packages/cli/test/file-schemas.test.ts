import { readdirSync, readFileSync } from "node:fs";
import { agencyConfigSchema, DraftRequest } from "@safepassage/agency";
import { caseRequestSchema, importStatementSchema } from "@safepassage/htcds";
import { findIssues } from "@safepassage/schema/form";
import { registrySchema } from "@safepassage/trust";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { FILE_SCHEMAS } from "../src/index.ts";
import { createCaller } from "./call.ts";

type Value =
  | null
  | boolean
  | number
  | string
  | readonly Value[]
  | { readonly [name: string]: Value };
type Path = readonly (string | number)[];

const NAMES = FILE_SCHEMAS.map(({ name }) => name);

describe("the JSON Schema of a file", () => {
  it.each(NAMES)("%s accepts the files of the demo and of the samples", async (name) => {
    const accepts = await compile(name);
    expect(FILES[name]?.length).toBeGreaterThan(0);
    for (const file of FILES[name] ?? []) {
      expect([accepts(file), accepts.errors]).toEqual([true, null]);
      expect(faultsOf(name, file)).toEqual([]);
    }
  });

  it.each(NAMES)(
    "%s refuses a file with one fault as the program does, except for faults it cannot express",
    async (name) => {
      const accepts = await compile(name);
      const differing: string[] = [];
      let broken = 0;
      for (const [path, file] of brokenFiles(FILES[name]?.[0] ?? null)) {
        const faults = faultsOf(name, file);
        const isUnsaid = faults.every(({ code }) => UNSAID.has(code));
        if (accepts(file) !== isUnsaid) differing.push(path.join("/"));
        if (faults.length > 0) broken++;
      }
      expect(broken).toBeGreaterThan(5);
      expect(differing).toEqual([]);
    },
  );

  it.each(NAMES)(
    "%s has only expressions that ECMA-262, Python and Java read alike",
    async (name) => {
      const schema = await FILE_SCHEMAS.find((one) => one.name === name)?.build();
      const texts = textsIn(schema);
      expect(texts.length).toBeGreaterThan(0);
      for (const { pattern, type, $ref } of texts) {
        // Digits, words and space are all of Unicode in Python; in brackets a dollar sign is no end to all.
        expect(pattern.replaceAll("[\\s\\S]", "")).not.toMatch(
          /\\[dDwWsSbBpPkQEAzZG]|\(\?[<#imsux-]/,
        );
        expect(pattern).not.toMatch(/\[[^\]]*\$/);
        // Before a last line end `$` matches too, in Python and Java. Texts that refer to this hold none.
        const isAlone = type === "string" && $ref !== "#/$defs/cleanText";
        if (isAlone) expect(pattern).not.toContain("$");
      }
    },
  );

  it.each(NAMES)("%s says of each member what it is", async (name) => {
    const schema = await FILE_SCHEMAS.find((one) => one.name === name)?.build();
    for (const [member, said] of Object.entries(schema?.properties ?? {})) {
      // A constant says itself.
      if (said.const === undefined) expect([member, said.description]).toEqual([member, SENTENCE]);
    }
  });
});

const SENTENCE = expect.stringMatching(/^.+\.$/);
/** Parts that contradict each other, and invalid addresses: no keyword expresses these. */
const UNSAID: ReadonlySet<string> = new Set(["CONTRADICTORY", "INTERVAL_REVERSED", "NOT_RANDOM"]);

const TYPES = {
  "agency-config": agencyConfigSchema(),
  "draft-request": DraftRequest,
  registry: registrySchema(),
  request: caseRequestSchema(),
  statement: importStatementSchema(),
};

const read = (path: string): Value =>
  JSON.parse(readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8"));
const folder = (path: string, ending: string): readonly Value[] =>
  readdirSync(new URL(`../../../${path}`, import.meta.url))
    .filter((name) => name.endsWith(ending))
    .map((name) => read(`${path}/${name}`));

const FILES: Readonly<Record<string, readonly Value[]>> = {
  "draft-request": folder("apps/exchange/data", ".draft.json"),
  "agency-config": [
    {
      ...{ entity: "https://a.test", registry: "../registry/registry.jwt", registryMaxAgeDays: 14 },
      store: { engine: "postgres", host: "/run/postgresql", database: "a", user: "gateway" },
      gateway: {
        listen: { host: "::", port: 1, tls: { certificate: "tls/a.pem", key: "tls/a.key" } },
        local: { port: 2 },
        drainSeconds: 5,
        limits: { connections: 64 },
      },
    },
    { entity: "https://a.test", registry: "r.jwt", store: { engine: "sqlite" } },
  ],
  registry: [
    JSON.parse(createCaller(new Date("2026-11-24T09:02:00Z")).files.get("registry.json") ?? ""),
  ],
  request: [
    ...folder("packages/vectors/data/htcds", ".request.json"),
    ...folder("apps/exchange/data", ".request.json"),
  ],
  statement: folder("packages/vectors/data/htcds", ".import.json"),
};

interface Said {
  readonly pattern: string;
  readonly type?: string;
  readonly $ref?: string;
}

/** Every schema with an expression, but the one that says which characters no text holds. */
function textsIn(schema: unknown): readonly Said[] {
  if (typeof schema !== "object" || schema === null) return [];
  const inner = Object.entries(schema).flatMap(([name, value]) =>
    name === "cleanText" ? [] : textsIn(value),
  );
  return "pattern" in schema && typeof schema.pattern === "string"
    ? [schema as Said, ...inner]
    : inner;
}

function faultsOf(name: string, file: Value) {
  const type = Object.entries(TYPES).find(([one]) => one === name)?.[1];
  if (type === undefined) throw new RangeError("no such type");
  return findIssues(type, file);
}

async function compile(name: string) {
  const schema = await FILE_SCHEMAS.find((one) => one.name === name)?.build();
  const ajv = new Ajv2020({
    strict: true,
    strictTypes: false,
    strictRequired: false,
    validateFormats: false,
  });
  return ajv.compile(schema ?? false);
}

/** The file with one place left out, of another type, or beside a stranger. */
function* brokenFiles(file: Value, at: Path = []): Generator<readonly [Path, Value]> {
  yield [at, 17];
  yield [at, "§"];
  yield [at, null];
  if (typeof file !== "object" || file === null) return;
  if (Array.isArray(file)) {
    for (const [index, item] of file.entries()) {
      for (const [path, one] of brokenFiles(item, [...at, index]))
        yield [path, file.with(index, one)];
    }
    return;
  }
  const members = Object.entries(file as Readonly<Record<string, Value>>);
  yield [[...at, "stranger"], { ...file, stranger: 1 }];
  for (const [name, value] of members) {
    yield [[...at, name, "gone"], Object.fromEntries(members.filter(([one]) => one !== name))];
    for (const [path, one] of brokenFiles(value, [...at, name]))
      yield [path, { ...file, [name]: one }];
  }
}
