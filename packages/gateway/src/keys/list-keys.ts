import type { Fetch } from "@safepassage/agency";
import {
  FOLDER,
  findIdentityFault,
  folderInvalid,
  readAgencyParts,
} from "@safepassage/agency/node";
import type { Clock } from "@safepassage/core";
import type { AgencyRegistry } from "@safepassage/trust";
import { askGateway } from "../ask/ask-gateway.ts";
import { requireAgency } from "../ask/require-agency.ts";
import { readRegistryPart } from "../check/registry-part.ts";
import { GatewayError } from "../http/gateway-error.ts";
import { readSigningKeys, signingKeyFaults, takeNextKey } from "./key-files.ts";

/** A key of an agency, as it is shown: never its secret part. */
export interface ShownKey {
  readonly use: "signing" | "signing, next" | "signing, before" | "encryption";
  readonly kid: string;
  readonly alg: string;
  /** What the registry says of it; of an encryption key its time. */
  readonly state: string;
}

interface How {
  readonly fetch: Fetch;
  readonly clock: Clock;
}

/**
 * Lists the keys of a folder, with what the registry says of them.
 *
 * @throws AgencyError `AGENCY_FOLDER_INVALID` for a folder without an agency, and for keys that are there and cannot be read.
 */
export async function listKeys(folder: string, how: How): Promise<readonly ShownKey[]> {
  requireReadable(folder);
  const { current, next, previous } = readSigningKeys(folder);
  const held = await readHeld(folder, how);
  const signing = [
    ["signing", current],
    ["signing, next", next],
    ["signing, before", previous],
  ] as const;
  const { value: epochs = [] } = readAgencyParts(folder).epochs;
  return [
    ...signing.flatMap(([use, key]) =>
      key === undefined ? [] : [{ use, kid: key.kid, alg: key.alg, state: stateOf(held, key.kid) }],
    ),
    ...epochs.map(({ jwk, from, until }) => ({
      ...{ use: "encryption" as const, kid: jwk.kid, alg: jwk.crv, state: `${from} to ${until}` },
    })),
  ];
}

/** How far a key is that was put in the place of the one before. */
export interface UsedKey {
  readonly kid: string;
  /** Whether the gateway that runs signs with it: it does, it will, or none runs. */
  readonly isTaken: "taken" | "later" | "none";
}

/**
 * Puts the next signing key in the place of the present one, and waits until the gateway that runs has taken it.
 *
 * @throws {@link GatewayError} `GATEWAY_NEXT_KEY_MISSING`, `GATEWAY_NEXT_KEY_UNLISTED`, `GATEWAY_KEYS_IN_USE`; AgencyError
 *   `AGENCY_FOLDER_INVALID` for a folder without an agency, and for a next key that is there and cannot be read.
 */
export async function useNextKey(folder: string, how: How): Promise<UsedKey> {
  requireAgency(folder);
  // The present one may be the one that is damaged: the next takes its place.
  const faults = signingKeyFaults(folder, [FOLDER.nextKey]);
  if (faults.length > 0) throw folderInvalid(faults);
  const { next } = readSigningKeys(folder);
  if (next === undefined) throw new GatewayError("GATEWAY_NEXT_KEY_MISSING", "no next key");
  const { kid } = next;
  const held = await readHeld(folder, how);
  const fault = held && findIdentityFault(held.registry, { ...held, kid });
  if (held === undefined || fault !== undefined) {
    const why = fault?.code ?? "there is no registry now";
    throw new GatewayError("GATEWAY_NEXT_KEY_UNLISTED", `${kid}: ${why}`);
  }
  // The gateway that runs may be faster.
  if (!takeNextKey(folder, next) && readSigningKeys(folder).current?.kid !== kid) {
    throw new GatewayError("GATEWAY_NEXT_KEY_MISSING", `another one is there than ${kid}`);
  }
  for (let attempt = 1; ; attempt++) {
    const running = await askGateway(folder);
    if (running === undefined) return { kid, isTaken: "none" };
    if (running.health["signingKey"] === kid) return { kid, isTaken: "taken" };
    if (attempt === ATTEMPTS) return { kid, isTaken: "later" };
    await new Promise((resolve) => setTimeout(resolve, ATTEMPT_MS));
  }
}

/** Refuses a folder whose agency or keys are there and cannot be read: all of that is told at once. */
function requireReadable(folder: string): void {
  requireAgency(folder);
  const { config, registryKey, epochs } = readAgencyParts(folder);
  const faults = [config, registryKey, epochs]
    .flatMap((part) => part.faults)
    .filter(({ code }) => code !== "FILE_MISSING");
  const all = [...faults, ...signingKeyFaults(folder)];
  if (all.length > 0) throw folderInvalid(all);
}

interface Held {
  readonly registry: AgencyRegistry;
  readonly entity: string;
  readonly at: Date;
}

/** The registry as it can be had now. */
async function readHeld(folder: string, { fetch, clock }: How): Promise<Held | undefined> {
  const { config, registryKey } = readAgencyParts(folder);
  if (config.value === undefined || registryKey.value === undefined) return undefined;
  const at = clock.now();
  const { value } = await readRegistryPart(folder, {
    ...{ config: config.value, verifier: registryKey.value, store: undefined, fetch, now: at },
  });
  return value && { registry: value.registry, entity: config.value.entity, at };
}

function stateOf(held: Held | undefined, kid: string): string {
  if (held === undefined) return "not known: there is no registry now";
  const fault = findIdentityFault(held.registry, { ...held, kid });
  return fault === undefined ? "in force" : (STATES.get(fault.code) ?? fault.code);
}

const STATES: ReadonlyMap<string, string> = new Map([
  ["TRUST_AGENCY_UNKNOWN", "the registry does not list the agency"],
  ["TRUST_KEY_UNKNOWN", "the registry does not list it"],
  ["TRUST_KEY_NOT_IN_FORCE", "listed, not in force now"],
  ["TRUST_KEY_COMPROMISED", "compromised"],
]);
/** Twice as long as a gateway takes to look at its keys. */
const ATTEMPTS = 40;
const ATTEMPT_MS = 250;
