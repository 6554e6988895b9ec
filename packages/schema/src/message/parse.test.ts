import scenarios from "@safepassage/vectors/scenarios/s01-s04.json" with { type: "json" };
import vectors from "@safepassage/vectors/schema/messages.json" with { type: "json" };
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BODY_BOUNDS } from "../catalogue/catalogue.ts";
import { MAX_ISSUES, type SchemaIssue } from "../value/issue.ts";
import { SCHEMA_ISSUES } from "../value/issue-codes.ts";
import { SCHEMA_ERRORS, SchemaError } from "../value/schema-error.ts";
import type { DecodedMessage } from "./message-model.ts";
import {
  checkDraft,
  checkMessage,
  checkOpenedMessage,
  parseBody,
  parseDecodedMessage,
  parseDraft,
} from "./parse.ts";

const messages = scenarios.scenarios.flatMap(({ id, messages: all }) =>
  all.map(({ n, message }) => ({ id: `${id}.${n}`, message })),
);
const first: object = messages[0]?.message ?? {};

describe("parseDecodedMessage", () => {
  it.each(messages)("reads $id and changes nothing of it", ({ message }) => {
    expect(parseDecodedMessage(message)).toEqual(message);
    expect(checkMessage(message)).toEqual([]);
  });

  it("refuses with every issue and no value", () => {
    const message = edit(first, [
      { op: "add", path: "/clear/env.purpose", value: "Maria Popescu" },
      { op: "add", path: "/private/private.caseRef", value: "Maria Popescu" },
    ]);
    const error = errorOf(() => parseDecodedMessage(message));
    expect(error.code).toBe("SCHEMA_INVALID");
    expect(error.issues.map(({ pointer }) => pointer)).toEqual([
      "/clear/env.purpose",
      "/private/private.caseRef",
    ]);
    expect(JSON.stringify([error.message, error.issues])).not.toContain("Maria");
  });
});

describe("parseDraft", () => {
  it.each(messages)("reads $id before its digests exist", ({ message }) => {
    const draft = draftOf(message);
    expect(parseDraft(draft)).toEqual(draft);
  });

  it("refuses digests of parts that are still to be hidden", () => {
    expect(checkDraft(first).map(({ code }) => code)).toEqual(["MEMBER_UNKNOWN"]);
    expect(errorOf(() => parseDraft(first)).code).toBe("SCHEMA_INVALID");
  });
});

describe("parseBody", () => {
  const { body } = first as DecodedMessage;

  it("reads the groups of a case without an envelope", () => {
    expect(parseBody(body)).toEqual(body);
  });

  it("refuses what no group may hold, and test countries where they are not admitted", () => {
    const remark = edit(body, [{ op: "add", path: `/${Object.keys(body)[0]}/note`, value: "x" }]);
    expect(errorOf(() => parseBody(remark)).issues[0]?.code).toBe("MEMBER_UNKNOWN");
    const place = {
      "GZLBk5jwS-ZaGeoBSFNZnw": {
        kind: "location",
        links: [],
        leaves: [{ f: "location.country", v: "XA" }],
      },
    };
    expect(parseBody(place)).toEqual(place);
    const issues = errorOf(() => parseBody(place, { test: false })).issues;
    expect(issues.map(({ code }) => code)).toEqual(["CODE_TEST_ONLY"]);
  });
});

describe("checkOpenedMessage", () => {
  const bodyOnly = (vectors.cases as readonly Case[]).filter(({ ops }) =>
    ops.every(({ path }) => path.startsWith("/body")),
  );

  it("has vectors with a faulty body", () => {
    expect(bodyOnly.length).toBeGreaterThan(10);
  });

  it.each(bodyOnly)("says of $id what checkMessage says", ({ ops }) => {
    const message = edit(first, ops);
    expect(checkOpenedMessage(message as DecodedMessage)).toEqual(checkMessage(message));
  });

  it.each(messages)("has nothing against $id", ({ message }) => {
    expect(checkOpenedMessage(message as unknown as DecodedMessage)).toEqual([]);
  });
});

describe("checkMessage", () => {
  it.each(vectors.cases as readonly Case[])("$id", ({ ops, issues }) => {
    const found = checkMessage(edit(first, ops));
    expect(found.map(({ sentence: _, ...rest }) => rest)).toEqual(issues);
  });

  it("has a vector for each issue that only a whole message can have", () => {
    const seen = new Set((vectors.cases as readonly Case[]).flatMap(codesOf));
    for (const code of ["FIELD_MISPLACED", "TARGET_MISSING", "REPEATED", "MEMBER_UNKNOWN"]) {
      expect(seen).toContain(code);
    }
  });

  it("refuses an unknown member at every object of every message", () => {
    fc.assert(
      fc.property(fc.constantFrom(...messages), fc.nat(), ({ message }, seed) => {
        const copy = structuredClone(message);
        const objects = objectsOf(copy).filter((object) => object !== copy.body);
        const object = objects[seed % objects.length] as Record<string, unknown>;
        object["remark"] = "text";
        expect(checkMessage(copy).map(({ code }) => code)).toContain("MEMBER_UNKNOWN");
      }),
    );
  });

  it("bounds groups, leaves and links", () => {
    const group = { kind: "wish", links: [], leaves: [] };
    const groups = Object.fromEntries(ids(BODY_BOUNDS.groups + 1).map((gid) => [gid, group]));
    const leaf = { f: "need.services", v: "counselling" };
    const cases: [string, object][] = [
      ["/body", groups],
      [`/body/${GID}/leaves`, { [GID]: { ...group, leaves: Array(65).fill(leaf) } }],
      [`/body/${GID}/links`, { [GID]: { ...group, links: ids(17) } }],
    ];
    for (const [pointer, body] of cases) {
      expect(checkMessage({ ...first, body })).toMatchObject([
        { pointer, code: "COUNT_OUT_OF_RANGE" },
      ]);
    }
  });

  it("stops early at garbage, however deep or long", () => {
    let deep: unknown = "x";
    for (let level = 0; level < 8_000; level++) deep = { leaves: [deep] };
    const cycle: Record<string, unknown> = {};
    cycle["self"] = cycle;
    const garbage: [unknown, string][] = [
      [deep, "TOO_DEEP"],
      [cycle, "TOO_DEEP"],
      [{ body: Array(70_000).fill(0) }, "TOO_LARGE"],
      [new Array(1_000_000_000), "TOO_LARGE"],
      [{ clear: "x".repeat(1_100_000) }, "TOO_LARGE"],
      [{ ["x".repeat(1_100_000)]: 1 }, "TOO_LARGE"],
      [{ clear: undefined }, "NOT_JSON"],
      [{ clear: new Array(2) }, "NOT_JSON"],
      [{ clear: Number.NaN }, "NOT_JSON"],
      [{ clear: 1n }, "NOT_JSON"],
      [{ clear: new Date() }, "NOT_JSON"],
      [{ clear: new Map() }, "NOT_JSON"],
      [{ clear: () => 1 }, "NOT_JSON"],
      [{ clear: Symbol.iterator }, "NOT_JSON"],
      [{ [Symbol.iterator]: 1 }, "NOT_JSON"],
      [JSON.parse('{"clear":{"__proto__":{}}}'), "NOT_JSON"],
    ];
    const started = performance.now();
    for (const [input, code] of garbage) expect(checkMessage(input)).toMatchObject([{ code }]);
    // A stack or time that grew with the garbage would take seconds.
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it("gives a bounded number of issues for a message in which everything is wrong", () => {
    const leaf = { f: "nothing", v: 1, x: 2 };
    const group = { kind: 1, links: [1], leaves: Array(64).fill(leaf) };
    const body = Object.fromEntries(ids(64).map((gid) => [gid, group]));
    const issues = checkMessage({ clear: {}, private: {}, body });
    expect(issues).toHaveLength(MAX_ISSUES);
  });

  it("never throws, and says for any value what is wrong", () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, withBigInt: true }), (input) => {
        expect(checkMessage(input).length).toBeGreaterThan(0);
      }),
    );
  });

  it("shows no text of the message in its issues", () => {
    // No value of any field, not even of a name, or there would be nothing to report.
    const word = "Popescu_7";
    fc.assert(
      fc.property(
        fc.constantFrom(...messages),
        fc.nat(),
        fc.boolean(),
        ({ message }, seed, name) => {
          const copy = structuredClone(message);
          const objects = objectsOf(copy);
          const object = objects[seed % objects.length] as Record<string, unknown>;
          const names = Object.keys(object);
          if (name) object[`${word} ${seed}`] = word;
          else object[names[seed % names.length] ?? "x"] = word;
          const issues = checkMessage(copy);
          expect(issues.length).toBeGreaterThan(0);
          expect(JSON.stringify(issues)).not.toContain(word);
        },
      ),
    );
  });
});

describe("the error table", () => {
  it("names every way in which a parser refuses", () => {
    const inputs = {
      SCHEMA_INVALID: {},
      SCHEMA_TOO_LARGE: Array(70_000),
      SCHEMA_TOO_DEEP: nested(17),
    };
    for (const [code, input] of Object.entries(inputs)) {
      expect(errorOf(() => parseDraft(input)).code).toBe(code);
    }
    expect(Object.keys(SCHEMA_ERRORS)).toEqual([...Object.keys(inputs), "SCHEMA_FIELD_UNKNOWN"]);
  });

  it("tells a person in a sentence what is wrong", () => {
    const [issue] = checkDraft({});
    expect(issue?.sentence).toBe(SCHEMA_ISSUES.MEMBER_MISSING.text);
  });

  it("has a sentence and a fix for every issue", () => {
    for (const { text, fix, spec } of Object.values(SCHEMA_ISSUES)) {
      expect(text).toMatch(/^[A-Z].*\.$/);
      expect(fix).toMatch(/^[A-Z].*\.$/);
      expect(spec).toMatch(/^schema#[a-z]+$/);
    }
  });
});

interface Operation {
  readonly op: string;
  readonly path: string;
  readonly value?: unknown;
}

interface Case {
  readonly id: string;
  readonly ops: readonly Operation[];
  readonly issues: readonly Partial<SchemaIssue>[];
}

const GID = "8i2U9AAKdTBQ-Y4FGNoUHg";
const codesOf = ({ issues }: Case) => issues.flatMap(({ code }) => code ?? []);

/** Applies RFC 6902 operations `add` and `remove`. */
function edit(input: object, ops: readonly Operation[]): object {
  const copy = structuredClone(input);
  for (const { op, path, value } of ops) {
    const names = path.slice(1).split("/");
    const last = names.pop() ?? "";
    let parent = copy as Record<string, unknown>;
    for (const name of names) parent = parent[name] as Record<string, unknown>;
    if (op === "remove") delete parent[last];
    else parent[last] = value;
  }
  return copy;
}

function draftOf(message: (typeof messages)[number]["message"]): object {
  const { "env.digest.private": _private, "env.digest.body": _body, ...clear } = message.clear;
  return { ...message, clear };
}

function objectsOf(value: unknown): object[] {
  if (typeof value !== "object" || value === null) return [];
  const inner = Object.values(value).flatMap(objectsOf);
  return Array.isArray(value) ? inner : [value, ...inner];
}

function nested(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = [value];
  return value;
}

/** Distinct group ids that pass for random. */
function ids(count: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const tail = `${String.fromCharCode(97 + (index % 26))}${String.fromCharCode(65 + Math.floor(index / 26))}`;
    return `8i2U9AAKdTBQ-Y4FGNo${tail}g`;
  });
}

function errorOf(run: () => unknown): SchemaError {
  try {
    run();
  } catch (error) {
    if (error instanceof SchemaError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}
