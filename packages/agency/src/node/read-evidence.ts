import { folderInvalid } from "../folder/fault.ts";
import { readAgencyParts } from "../folder/parts.ts";
import type { AgencyStore } from "../store/ports.ts";
import type { UpgradeHearer } from "../store/sql/upgrade-progress.ts";
import { openStore } from "./open-store.ts";

/** What an agency keeps of a message when its content is erased. */
export interface KeptEvidence {
  readonly jwt: string;
  readonly receipts: readonly string[];
  /** Of an erasure certificate: the whole of it, as it was signed. */
  readonly sdJwt?: string;
}

/**
 * Reads the evidence of a message out of the folder of an agency. The registry is not asked: an agency that is suspended, or whose key
 * counts no more, hands over what it has all the same.
 *
 * @param onUpgrade - Gets the progress of an upgrade of the tables.
 * @throws AgencyError `AGENCY_FOLDER_INVALID`, `GATEWAY_STORE_*`.
 */
export async function readEvidence(
  folder: string,
  digest: string,
  onUpgrade?: UpgradeHearer,
): Promise<KeptEvidence | undefined> {
  const { config } = readAgencyParts(folder);
  if (config.value === undefined) throw folderInvalid(config.faults);
  const store = await openStore(folder, config.value, onUpgrade);
  try {
    return await evidenceIn(store, digest);
  } finally {
    await store.close();
  }
}

/** The evidence of a message, sent or received; `undefined` if the store has none of it. */
export const evidenceIn = (store: AgencyStore, digest: string): Promise<KeptEvidence | undefined> =>
  store.transaction(async ({ outbox, inbox }) => {
    const row = (await outbox.findByDigest(digest)) ?? (await inbox.findByDigest(digest));
    if (row === undefined) return undefined;
    const { jwt, receipts, statement: sdJwt } = row;
    return { jwt, receipts, ...(sdJwt !== undefined && { sdJwt }) };
  });
