import { existsSync, renameSync } from "node:fs";
import { join } from "node:path";
import {
  FOLDER,
  type FolderFault,
  folderInvalid,
  lookAt,
  readFile,
  readSigningKey,
  replaceFile,
} from "@safepassage/agency/node";
import { generateSigningKey, type PrivateJwk, type PublicJwk, publicJwk } from "@safepassage/trust";
import { requireAgency } from "../ask/require-agency.ts";
import { GatewayError } from "../http/gateway-error.ts";
import { withKeyLock } from "./key-lock.ts";

/** The signing keys of an agency, by their place in its life. */
export interface SigningKeys {
  readonly current: PrivateJwk | undefined;
  readonly next: PrivateJwk | undefined;
  readonly previous: PrivateJwk | undefined;
}

/** Reads the signing keys of a folder. One that cannot be read counts as none: the check tells why. */
export function readSigningKeys(folder: string): SigningKeys {
  return {
    current: readSigningKey(folder, FOLDER.signingKey).value,
    next: readSigningKey(folder, FOLDER.nextKey).value,
    previous: readSigningKey(folder, FOLDER.previousKey).value,
  };
}

/** What is wrong with those files of signing keys that are there. To show such a key as none would have a person make another. */
export const signingKeyFaults = (
  folder: string,
  files: readonly string[] = [FOLDER.signingKey, FOLDER.nextKey, FOLDER.previousKey],
): readonly FolderFault[] =>
  files
    .flatMap((file) => readSigningKey(folder, file).faults)
    .filter(({ code }) => code !== "FILE_MISSING");

/**
 * Makes the signing key that is to follow, beside the present one. Nothing signs with it before the registry has it in
 * force.
 *
 * @returns The public half, for the authority of the registry.
 * @throws {@link GatewayError} `GATEWAY_NEXT_KEY_EXISTS`, `GATEWAY_KEYS_IN_USE`; AgencyError `AGENCY_FOLDER_INVALID` without an agency or a present key.
 */
export function makeNextKey(folder: string, alg: "Ed25519" | "ES256"): PublicJwk {
  requireAgency(folder);
  const { value, faults } = readSigningKey(folder, FOLDER.signingKey);
  if (value === undefined) throw folderInvalid(faults);
  return withKeyLock(folder, WAIT_MS, () => {
    const path = join(folder, FOLDER.nextKey);
    if (existsSync(path)) throw new GatewayError("GATEWAY_NEXT_KEY_EXISTS", FOLDER.nextKey);
    const key = generateSigningKey(alg);
    // The secret part is not enumerable, so it is named.
    replaceFile(path, `${JSON.stringify({ ...key, d: key.d }, null, 2)}\n`);
    return publicJwk(key);
  });
}

/**
 * Puts the next key in the place of the present one, which is kept as the previous one. If it is interrupted, the folder
 * has one of the two as its present key, and it can be done again.
 *
 * @param waitMs - Most milliseconds to wait for another program that changes the keys.
 * @returns Whether it was done: another program may have taken that key before, and even made another one.
 * @throws {@link GatewayError} `GATEWAY_KEYS_IN_USE`.
 */
export function takeNextKey(folder: string, next: PrivateJwk, waitMs = WAIT_MS): boolean {
  return withKeyLock(folder, waitMs, () => {
    if (readSigningKeys(folder).next?.kid !== next.kid) return false;
    const current = join(folder, FOLDER.signingKey);
    // One that is lost is followed by the next one all the same.
    if (existsSync(current)) replaceFile(join(folder, FOLDER.previousKey), readFile(current));
    replaceFile(join(folder, FOLDER.publicKey), `${JSON.stringify(publicJwk(next), null, 2)}\n`);
    // Last: as long as there is a next key, all of it is done again.
    renameSync(join(folder, FOLDER.nextKey), current);
    return true;
  });
}

/** What changes when a file gets another content. */
export function stampOf(folder: string, file: string): string {
  const found = lookAt(folder, file);
  if (found === undefined || found === "unreadable") return found ?? "";
  return `${found.ino} ${found.mtimeMs} ${found.size}`;
}

/** Far longer than a change takes. */
const WAIT_MS = 1000;
