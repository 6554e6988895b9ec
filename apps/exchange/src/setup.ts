import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { FOLDER, makeAgencyFolder } from "@safepassage/agency/node";
import { toInstant } from "@safepassage/core";
import { addGateway } from "@safepassage/gateway/node";
import {
  type AgreementText,
  agreementDigest,
  PROTOCOL_VERSIONS,
  signAgreement,
} from "@safepassage/message";
import { PROFILE_DIGEST } from "@safepassage/schema";
import { createSigner, generateSigningKey, type PrivateJwk, publicJwk } from "@safepassage/trust";
import {
  AGENCIES,
  type AgencyName,
  AUTHORITIES,
  audienceOf,
  entityOf,
  NAMED_ONLY,
  partyOf,
  SIGNERS,
  type SignerName,
} from "./agencies.ts";
import { readAgreements } from "./agreements.ts";
import { peopleConfig } from "./people.ts";
import { type AgreementFixture, STATES } from "./scenarios.ts";

/** Everything that exists before the first process starts. */
export interface World {
  /** Folder with one subfolder an agency. */
  readonly folder: string;
  readonly registryKey: PrivateJwk;
  readonly keys: Readonly<Record<SignerName, PrivateJwk>>;
  /** Signed agreements, by id. */
  readonly agreements: Readonly<Record<string, { readonly sha256: string; readonly jws: string }>>;
}

/**
 * Makes keys, agreements and one folder an agency. Nothing is shared between the agencies but the
 * registry and the agreements, which both sides of each have signed.
 */
export function createWorld(folder: string, now: Date): World {
  const keys = Object.fromEntries(
    SIGNERS.map((name, index) => [name, generateSigningKey(index % 2 === 0 ? "Ed25519" : "ES256")]),
  ) as Record<SignerName, PrivateJwk>;
  const world: World = {
    folder,
    registryKey: generateSigningKey("Ed25519"),
    keys,
    agreements: Object.fromEntries(
      readAgreements().map((agreement) => signFixture(agreement, keys, now)),
    ),
  };
  writeJson(join(folder, "registry", "key.json"), toStored(world.registryKey));
  for (const name of AGENCIES) {
    const own = join(folder, name);
    const trusted = { registryKey: publicJwk(world.registryKey), registry: NOT_YET };
    makeAgencyFolder(own, { entity: entityOf(name), ...trusted });
    // Each second agency signs with the other algorithm.
    rmSync(join(own, FOLDER.signingKey));
    writeJson(join(own, FOLDER.signingKey), toStored(keys[name]));
    rmSync(join(own, FOLDER.publicKey));
    writeJson(join(own, FOLDER.publicKey), publicJwk(keys[name]));
    for (const [id, { jws }] of Object.entries(world.agreements)) {
      writeFileSync(join(own, FOLDER.agreements, `${id}.json`), jws, { mode: 0o600 });
    }
    addGateway(own, { gateway: { listen: { port: 0 }, local: { port: 0 } } });
  }
  return world;
}

/** Tells each agency where the registry is, once it is served. */
export function announceRegistry(world: World, url: string): void {
  changeConfigs(world, (config) => ({ ...config, registry: url }));
}

/** An address for each agency. */
export type Addresses = Readonly<Record<AgencyName, string>>;

/** Tells the gateway of each agency where its officers sign in, and at which address of its own it serves the console. */
export function announcePeople(
  world: World,
  { issuers, locals }: { readonly issuers: Addresses; readonly locals: Addresses },
): void {
  changeConfigs(world, (config, name) => {
    const [issuer, url, audience] = [issuers[name], locals[name], audienceOf(name)];
    const people = peopleConfig({ issuer, url, audience });
    const local = { port: Number(new URL(url).port) };
    const own = { local, people, console: true };
    return { ...config, gateway: { ...(config["gateway"] as object), ...own } };
  });
}

function changeConfigs(
  { folder }: World,
  change: (config: Readonly<Record<string, unknown>>, name: AgencyName) => object,
): void {
  for (const name of AGENCIES) {
    const path = join(folder, name, FOLDER.config);
    writeFileSync(path, JSON.stringify(change(JSON.parse(readFileSync(path, "utf8")), name)));
  }
}

/**
 * Writes the registry file; called again once the gateways have told their addresses.
 *
 * @param now - When it is issued, or a second after the one that is there: gateways that have taken that one, such as before a
 *   restart, take none that is not newer.
 */
export function writeRegistry(
  { folder, keys }: World,
  now: Date,
  endpoints: Partial<Record<AgencyName, string>>,
): void {
  const from = toInstant(new Date(now.getTime() - DAY_MS));
  const keyOf = (name: SignerName) => ({ jwk: publicJwk(keys[name]), from, status: "active" });
  const path = join(folder, "registry", "registry.json");
  const file = {
    spp: "1.0",
    test: true,
    issuedAt: toInstant(new Date(Math.max(now.getTime(), issuedAtOf(path) + SECOND_MS))),
    states: STATES,
    agencies: [
      ...AGENCIES.map((name) => ({
        ...entryOf(name, from),
        ...(endpoints[name] === undefined ? {} : { endpoint: endpoints[name] }),
        keys: [keyOf(name)],
      })),
      ...AUTHORITIES.map((name) => ({ ...entryOf(name, from), keys: [keyOf(name)] })),
      ...NAMED_ONLY.map((name) => ({ ...entryOf(name, from), keys: [] })),
    ],
  };
  writeFileSync(path, JSON.stringify(file, null, 2));
}

/** When the registry at a path was issued; a time long ago where there is none. */
function issuedAtOf(path: string): number {
  if (!existsSync(path)) return 0;
  return Date.parse((JSON.parse(readFileSync(path, "utf8")) as { issuedAt: string }).issuedAt);
}

function entryOf(name: SignerName | (typeof NAMED_ONLY)[number], from: string) {
  const { entity, ...facts } = partyOf(name);
  return { entity, name, facts: [{ from, ...facts }] };
}

function signFixture(
  fixture: AgreementFixture,
  keys: Record<SignerName, PrivateJwk>,
  now: Date,
): [string, { sha256: string; jws: string }] {
  const { sha256: _, state: __, ...terms } = fixture;
  // The scenario's agreements name parties that this demo does not start; each party that stands
  // in an agreement has to sign it, so the demo's copies name the parties that are there.
  const names = AGENCIES.filter((name) => terms.parties.includes(entityOf(name)));
  const text: AgreementText = {
    ...terms,
    parties: names.map(entityOf),
    roles: { ...terms.roles, controllers: names.map(entityOf) },
    from: toInstant(new Date(now.getTime() - DAY_MS)).slice(0, 10),
    until: toInstant(new Date(now.getTime() + 365 * DAY_MS)).slice(0, 10),
    profiles: [PROFILE_DIGEST],
    // All gateways of the demo know both, so messages go as 1.1.
    protocols: [...PROTOCOL_VERSIONS],
  };
  const jws = signAgreement(
    text,
    names.map((name) => createSigner(keys[name])),
  );
  return [text.id, { sha256: agreementDigest(text), jws }];
}

/** The secret part of a key is not enumerable, so it is named. */
function toStored(key: PrivateJwk): object {
  return { ...key, d: key.d };
}

function writeJson(path: string, content: object): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, JSON.stringify(content), { mode: 0o600 });
}

/** Where the registry is said to be before it is served. */
const NOT_YET = "http://127.0.0.1:1/registry";
const SECOND_MS = 1000;
const DAY_MS = 86_400_000;
