import { dirname, join } from "node:path";
import { type Clock, systemClock, type Verifier } from "@safepassage/core";
import { type AgencyRegistry, createSigner, verifyRegistry } from "@safepassage/trust";
import { type FolderFault, faultsOf, folderFault, folderInvalid } from "../folder/fault.ts";
import { findIdentityFault } from "../folder/identity.ts";
import { openToOthersBelow } from "../folder/modes.ts";
import { FOLDER } from "../folder/names.ts";
import { readAgencyParts } from "../folder/parts.ts";
import { lookAt } from "../folder/read-part.ts";
import type { Fetch } from "../send/deliver/fetch-text.ts";
import { openEpochFile } from "./epoch-file.ts";
import { readRegistryText } from "./registry-text.ts";

/**
 * Reads the folder of an agency: `agency.json`, its keys, the registry, agreements. The agency must be in the registry,
 * with its key. One that was, and has left or is suspended, has duties all the same: it reads what it holds, erases what is due, and lets
 * people take consents back.
 *
 * @throws {@link AgencyError} `AGENCY_FOLDER_INVALID` with everything that is wrong in any of the files;
 *   `GATEWAY_REGISTRY_MISSING`.
 * @see docs/spec/agency.md#folder
 */
export async function readAgencyFolder(folder: string, fetch: Fetch, clock: Clock = systemClock) {
  const parts = readAgencyParts(folder);
  const { config, registryKey, signingKey, officerKey, agreements } = parts;
  const faults: FolderFault[] = [
    ...Object.values(parts).flatMap(({ faults }) => faults),
    ...openToOthersBelow(folder, FOLDER.keys),
    ...stateFaults(folder),
  ];
  if (config.value === undefined || registryKey.value === undefined) throw folderInvalid(faults);
  const { entity, registry, registryMaxAgeDays, backupDays } = config.value;
  const readRegistry = () => readRegistryText(folder, registry, fetch);
  const text = await readRegistry().catch((error: unknown) => {
    // What a person has to mend comes first; an address may answer by itself.
    throw faults.length > 0 ? folderInvalid(faults) : error;
  });
  const at = clock.now();
  const held = verify(registry, text, { verifier: registryKey.value, at });
  const key = signingKey.value;
  const unlisted = key && findIdentityFault(held, { entity, kid: key.kid, at });
  if (unlisted !== undefined && !hasLeft(folder, entity, held, unlisted)) faults.push(unlisted);
  if (faults.length > 0 || key === undefined || officerKey.value === undefined) {
    throw folderInvalid(faults);
  }
  return {
    entity,
    signer: createSigner(key),
    officerKey: officerKey.value,
    epochs: openEpochFile(join(folder, FOLDER.epochs)),
    /** Signed agreements, each the text of a file. */
    agreements: (agreements.value ?? []).map(({ text }) => text),
    ...(registryMaxAgeDays !== undefined && { registryMaxAgeDays }),
    ...(backupDays !== undefined && { backupDays }),
    config: config.value,
    registryVerifier: registryKey.value,
    /** The signed registry, as it was read just now. */
    registryText: text,
    /** Reads the registry again. */
    readRegistry,
  };
}

/** Verifies a registry; a refusal names its file or address. */
function verify(
  name: string,
  text: string,
  { verifier, at }: { readonly verifier: Verifier; readonly at: Date },
): AgencyRegistry {
  try {
    return verifyRegistry(text, verifier, { now: at });
  } catch (error) {
    throw folderInvalid(faultsOf(name, error));
  }
}

/** Whether an agency has worked in its folder, and the registry has an entry of it that does not count now. */
const hasLeft = (
  folder: string,
  entity: string,
  registry: AgencyRegistry,
  { code }: FolderFault,
): boolean =>
  code === "TRUST_AGENCY_UNKNOWN" &&
  registry.has(entity) &&
  lookAt(folder, FOLDER.epochs) !== undefined;

/** The state needs its folder; the program makes what lies in it. */
function stateFaults(folder: string): readonly FolderFault[] {
  const name = dirname(FOLDER.database);
  const found = lookAt(folder, name);
  if (found === undefined) return [folderFault("FILE_MISSING", name)];
  if (found === "unreadable") return [folderFault("FILE_UNREADABLE", name)];
  return found.isDirectory() ? [] : [folderFault("NOT_A_FOLDER", name)];
}
