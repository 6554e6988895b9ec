import {
  type AgencyRegistry,
  type PublicJwk,
  parsePublicJwk,
  parseRegistry,
  registryFacts,
  thumbprint,
  verifyRegistry,
} from "@safepassage/trust/web";
import { applyPatch } from "./json-patch.ts";
import { outcome } from "./outcome.ts";
import { createVerifier } from "./page.ts";
import type { Vectors } from "./vectors.ts";

/** Keys and registries, whole and damaged, and a signed registry with what its reader remembers. */
export function cases(vectors: Vectors): Record<string, unknown> {
  const { registry, keys } = vectors["corpus/structural/world.json"] as World;
  return Object.fromEntries([
    ["registry", readRegistry(registry)],
    ...pathsIn(registry).flatMap((path, i): [string, unknown][] => {
      const value = NONSENSE[i % NONSENSE.length];
      const missing = applyPatch(registry, [{ op: "remove", path }]);
      const nonsense = applyPatch(registry, [{ op: "replace", path, value }]);
      return [
        [`registry without ${path}`, readRegistry(missing)],
        [`registry with nonsense in ${path}`, readRegistry(nonsense)],
      ];
    }),
    ...Object.entries(keys).flatMap(([name, { d: _, ...jwk }]) => keyCases(name, jwk)),
    ...SMALL_ORDER.map((x) => [`Ed25519 ${x}`, readKey({ ...ED25519, x })]),
    ...signedCases(vectors),
  ]);
}

/** What is read of it: who takes part, what it says of a message, and which key is in force. */
function readRegistry(file: unknown): unknown {
  return outcome(() => summary(parseRegistry(file, { createVerifier })));
}

function summary(registry: AgencyRegistry): unknown {
  return {
    entities: registry.entities(),
    facts: outcome(() => registryFacts(registry, MESSAGE)),
    key: outcome(() => registry.keyAt(NGO_B, NOW)),
  };
}

/** Where each member and each element is, at every depth. */
function pathsIn(value: unknown, at = ""): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const path = `${at}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    return [path, ...pathsIn(inner, path)];
  });
}

/** A key, and the same with each character of its coordinates changed, under the right name. */
function keyCases(name: string, jwk: Jwk): [string, unknown][] {
  const { x, y = "" } = jwk;
  const changed = [...`${x}${y}`].flatMap((_, at) =>
    ["A", "E"].map((character): [string, unknown] => {
      const text = `${x}${y}`.slice(0, at) + character + `${x}${y}`.slice(at + 1);
      const point = y === "" ? { x: text } : { x: text.slice(0, 43), y: text.slice(43) };
      return [`${name} with ${character} at ${at}`, readKey({ ...jwk, ...point })];
    }),
  );
  return [[name, readKey(jwk)], ...changed];
}

const readKey = (jwk: Jwk): unknown =>
  outcome(() => parsePublicJwk({ ...jwk, kid: thumbprint(jwk) }).kid);

/** The signed registry of the guide. */
function signedCases(vectors: Vectors): [string, unknown][] {
  const jws = String(vectors["guide/registry.jwt"]).trimEnd();
  const key = parsePublicJwk(vectors["guide/registry-key.json"]);
  if (key.use !== "sig") throw new TypeError("no key of a registry");
  const read = (options: object, text = jws): unknown =>
    outcome(() =>
      summary(verifyRegistry(text, createVerifier(key), { createVerifier, ...options })),
    );
  const newest = { issuedAt: "2026-11-01T00:00:00Z", digest: "another" };
  return [
    ["signed", read({})],
    ["signed, changed", read({}, jws.replace(".e", ".f"))],
    ["signed, of another type", read({}, String(vectors["guide/message.jwt"]).trimEnd())],
    ["signed, conflicting", read({ newest })],
    ["signed, outdated", read({ newest: { ...newest, issuedAt: "2026-11-02T00:00:00Z" } })],
    ["signed, not yet valid", read({ now: new Date("2026-10-31T23:57:59Z") })],
  ];
}

type Jwk = Pick<PublicJwk, "kty" | "crv" | "x"> & { readonly y?: string };

interface World {
  readonly registry: unknown;
  readonly keys: Readonly<Record<string, Jwk & { readonly d?: string }>>;
}

const NGO_B = "https://ngo-b.test";
const NOW = new Date("2026-11-24T09:02:00Z");
const MESSAGE = {
  clear: {
    "env.createdAt": "2026-11-24T09:00:00Z",
    "env.sender.agencyId": NGO_B,
    "env.recipient.agencyId": "https://ngo-c.test",
  },
};
const NONSENSE = [null, -1, "\u202e", ["x", "x"], { a: {} }, "", true];
const ED25519 = { kty: "OKP", crv: "Ed25519", use: "sig", alg: "Ed25519" } as const;
/** Points under which anyone can sign: the neutral one, one of order 2 and one of order 4. */
const SMALL_ORDER = [`AQ${"A".repeat(41)}`, `7P${"_".repeat(39)}38`, "A".repeat(43)];
