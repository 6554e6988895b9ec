import { type Json, type JsonObject, ProtocolError, type Signer } from "@safepassage/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type ClaimValue, disclosable } from "../src/disclosable.ts";
import { issueSdJwt } from "../src/issue.ts";
import { presentSdJwt } from "../src/present.ts";
import { readSdJwt } from "../src/read.ts";
import { type ClaimPath, pathsOf, reveal } from "../src/reveal.ts";

/** A claim of a random tree: hidden or not, chosen by the holder or not. */
interface Tree {
  readonly hidden: boolean;
  readonly chosen: boolean;
  readonly value: Json | readonly Tree[] | ReadonlyMap<string, Tree>;
}

// What is tested here does not depend on signatures, and 64 octets are read without being verified.
const signer: Signer = { alg: "ES256", kid: "none", sign: () => new Uint8Array(64) };
const header = { typ: "example+sd-jwt" };
const runs = { numRuns: 300 };

const names = fc
  .oneof(
    fc.constantFrom("a", "b", "toString", "", "a/b", "0", "é"),
    fc.string({ unit: "grapheme" }),
  )
  .filter((name) => !["_sd", "_sd_alg", "...", "__proto__"].includes(name));
const scalars = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
  fc.boolean(),
  fc.constant(null),
);
const flags = { hidden: fc.boolean(), chosen: fc.boolean() };
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.record({
    ...flags,
    value: fc.oneof(
      { maxDepth: 4, depthSize: "small" },
      scalars,
      fc.array(tie("tree"), { maxLength: 4 }),
      fc.array(fc.tuple(names, tie("tree")), { maxLength: 4 }).map((members) => new Map(members)),
    ),
  }),
}));
const claimSets = fc
  .uniqueArray(fc.tuple(names, tree), { maxLength: 5, selector: ([name]) => name })
  // Critical claims cannot be hidden, and a random name may not be one by accident.
  .map((members) => new Map(members.filter(([name]) => !/^(iss|aud|exp|nbf|cnf)$/.test(name))));

test("what is presented says what the definition says", () => {
  fc.assert(
    fc.property(claimSets, (claims) => {
      const { sdJwt } = issueSdJwt({ claims: markMembers(claims), header, signer });
      const held = readSdJwt(sdJwt);
      expect(reveal(held).claims).toStrictEqual(plainMembers(claims, () => true));

      const isChosen = (path: ClaimPath) => treeAt(claims, path).chosen;
      const shown = reveal(readSdJwt(presentSdJwt(held, isChosen)));
      expect(shown.claims).toStrictEqual(
        plainMembers(claims, (node) => !node.hidden || holdsChosen(node)),
      );
    }),
    runs,
  );
});

test("each path leads to the value that was disclosed", () => {
  fc.assert(
    fc.property(claimSets, (claims) => {
      const parsed = readSdJwt(issueSdJwt({ claims: markMembers(claims), header, signer }).sdJwt);
      const revealed = reveal(parsed);
      expect(revealed.resolved.size).toBe(countHidden(claims));
      expect(revealed.unresolved.size).toBe(0);
      const paths = pathsOf(revealed);
      expect([...paths.keys()].sort()).toStrictEqual([...revealed.resolved.keys()].sort());
      for (const [digest, path] of paths) {
        const disclosure = parsed.disclosures.get(digest);
        expect(revealed.resolved.get(digest)?.disclosure).toBe(disclosure);
        const last = path.at(-1);
        expect(disclosure?.name).toBe(typeof last === "string" ? last : undefined);
        expect(valueAt(revealed.claims, path)).toStrictEqual(
          plain(treeAt(claims, path), () => true),
        );
      }
    }),
    runs,
  );
});

test("revealing changes nothing of what was parsed", () => {
  fc.assert(
    fc.property(claimSets, (claims) => {
      const parsed = readSdJwt(issueSdJwt({ claims: markMembers(claims), header, signer }).sdJwt);
      const before = JSON.stringify([parsed.payload, [...parsed.disclosures]]);
      const first = reveal(parsed);
      expect(reveal(parsed)).toStrictEqual(first);
      expect(JSON.stringify([parsed.payload, [...parsed.disclosures]])).toBe(before);
    }),
    runs,
  );
});

test("a disclosure changed in any character is refused", () => {
  const characters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/. "];
  fc.assert(
    fc.property(
      claimSets,
      fc.nat(),
      fc.nat(),
      fc.constantFrom(...characters),
      (claims, i, j, c) => {
        const { jwt, disclosures } = issueSdJwt({ claims: markMembers(claims), header, signer });
        fc.pre(disclosures.length > 0);
        const which = i % disclosures.length;
        const text = disclosures[which] ?? "";
        const at = j % text.length;
        fc.pre(text[at] !== c);
        const changed = text.slice(0, at) + c + text.slice(at + 1);
        const texts = disclosures.with(which, changed);
        expect(refusalOf([jwt, ...texts, ""].join("~"))).toMatch(/^DISCLOSURE_/);
      },
    ),
    runs,
  );
});

test("a text cut anywhere is refused or says less, never something else", () => {
  fc.assert(
    fc.property(claimSets, fc.nat(), (claims, at) => {
      const { sdJwt, jwt } = issueSdJwt({ claims: markMembers(claims), header, signer });
      const cut = sdJwt.slice(0, at % sdJwt.length);
      const refusal = refusalOf(cut);
      if (refusal !== undefined) return;
      // Accepted only where whole disclosures are missing from the end, after the last tilde.
      expect(cut.startsWith(`${jwt}~`)).toBe(true);
      expect(cut.endsWith("~")).toBe(true);
    }),
    runs,
  );
});

test("any text is read or refused with a code", () => {
  const codePoint = fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code));
  const anyText = fc.oneof(fc.string(), fc.string({ unit: codePoint }));
  fc.assert(
    fc.property(anyText, fc.array(fc.string()), (text, parts) => {
      expect(typeof refusalOf(text)).toBe("string");
      const { jwt } = issueSdJwt({ claims: { a: 1 }, header, signer });
      // Any disclosure here is one too many.
      fc.pre(parts.length > 0);
      expect(typeof refusalOf([jwt, ...parts, ""].join("~"))).toBe("string");
    }),
    runs,
  );
});

/** The code of a refusal, or `undefined`; anything but a coded error fails the test. */
function refusalOf(text: string): string | undefined {
  try {
    reveal(readSdJwt(text));
    return undefined;
  } catch (error) {
    if (error instanceof ProtocolError) return error.code;
    throw error;
  }
}

function markMembers(members: ReadonlyMap<string, Tree>): Record<string, ClaimValue> {
  return Object.fromEntries([...members].map(([name, node]) => [name, mark(node)]));
}

function mark({ hidden, value }: Tree): ClaimValue {
  const inner = isMembers(value)
    ? markMembers(value)
    : isElements(value)
      ? value.map(mark)
      : (value as Json);
  return hidden ? disclosable(inner) : inner;
}

type Keep = (node: Tree) => boolean;

function plainMembers(members: ReadonlyMap<string, Tree>, keep: Keep): JsonObject {
  const kept = [...members].filter(([, node]) => keep(node));
  return Object.fromEntries(kept.map(([name, node]) => [name, plain(node, keep)]));
}

function plain({ value }: Tree, keep: Keep): Json {
  if (isMembers(value)) return plainMembers(value, keep);
  if (isElements(value)) return value.filter(keep).map((node) => plain(node, keep));
  return value as Json;
}

/** Whether a hidden value must be disclosed: it, or something hidden inside it, was chosen. */
function holdsChosen(node: Tree): boolean {
  return (node.hidden && node.chosen) || childrenOf(node).some(holdsChosen);
}

function countHidden(members: ReadonlyMap<string, Tree>): number {
  const count = (node: Tree): number =>
    Number(node.hidden) + childrenOf(node).reduce((sum, child) => sum + count(child), 0);
  return [...members.values()].reduce((sum, node) => sum + count(node), 0);
}

function childrenOf({ value }: Tree): readonly Tree[] {
  if (isMembers(value)) return [...value.values()];
  return isElements(value) ? value : [];
}

function treeAt(members: ReadonlyMap<string, Tree>, path: ClaimPath): Tree {
  let node: Tree = { hidden: false, chosen: false, value: members };
  for (const step of path) {
    const next = isMembers(node.value)
      ? node.value.get(String(step))
      : (node.value as readonly Tree[])[step as number];
    if (next === undefined) throw new Error("the path leads nowhere");
    node = next;
  }
  return node;
}

function valueAt(claims: Json, path: ClaimPath): Json {
  let value = claims;
  for (const step of path) value = (value as Record<string | number, Json>)[step] as Json;
  return value;
}

function isMembers(value: Tree["value"]): value is ReadonlyMap<string, Tree> {
  return value instanceof Map;
}

function isElements(value: Tree["value"]): value is readonly Tree[] {
  return Array.isArray(value);
}
