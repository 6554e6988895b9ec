import { folderInvalid } from "../folder/fault.ts";
import { readTextPart } from "../folder/read-part.ts";
import type { Fetch } from "../send/deliver/fetch-text.ts";
import { fetchRegistry } from "./registry-source.ts";

/** Whether a registry is at an address, and not in a file. */
export const isAddress = (registry: string): boolean => /^https?:/.test(registry);

/**
 * Reads the signed registry where `agency.json` says that it is: at an address, or in a file.
 *
 * @param timeoutMs - Most milliseconds for an address. Default 30,000.
 * @throws AgencyError `AGENCY_FOLDER_INVALID` for a file; `GATEWAY_REGISTRY_MISSING`, `GATEWAY_BODY_TOO_LARGE`.
 */
export async function readRegistryText(
  folder: string,
  registry: string,
  fetch: Fetch,
  timeoutMs?: number,
): Promise<string> {
  if (isAddress(registry)) return fetchRegistry(registry, fetch, timeoutMs);
  const { value, faults } = readTextPart(folder, registry);
  if (value === undefined) {
    throw folderInvalid(
      faults.map((one) => (one.code === "FILE_MISSING" ? { ...one, fix: MISSING } : one)),
    );
  }
  return value;
}

const MISSING =
  "Put the signed registry there. If it is an address, begin it with https:// in agency.json.";
