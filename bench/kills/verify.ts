import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type AgencyStore, type OutboxRow, readEarlierState } from "@safepassage/agency";
import { openStore, readAgencyParts } from "@safepassage/agency/node";
import { ProtocolError, parseJson } from "@safepassage/core";
import { verifyEvidence } from "@safepassage/message";
import {
  type AgencyRegistry,
  createVerifier,
  parsePublicJwk,
  verifyRegistry,
} from "@safepassage/trust";

/** What is wrong after all the kills; empty if nothing is. */
export async function findFaults(
  folders: readonly [string, string],
  acknowledged: ReadonlySet<string>,
): Promise<readonly string[]> {
  const [b, c] = folders;
  const key = createVerifier(
    parsePublicJwk(parseJson(readFileSync(join(b, "registry-key.json"), "utf8"))),
  );
  const registry = verifyRegistry(readFileSync(join(b, "../registry/registry.jwt"), "utf8"), key);
  const [sent, taken] = [await openIn(b), await openIn(c)];
  const faults: string[] = [];
  try {
    for (const digest of acknowledged) {
      const own = await sent.transaction((tx) => tx.outbox.findByDigest(digest));
      const theirs = await taken.transaction((tx) => tx.inbox.findByDigest(digest));
      if (own?.state !== "decided") faults.push(`${digest} is ${own?.state ?? "lost"}`);
      if (theirs?.state !== "accepted") faults.push(`${digest} is not with its recipient`);
      if (own?.receipts.join() !== theirs?.receipts.join())
        faults.push(`${digest}: other receipts`);
      if (own?.content === undefined || theirs?.content === undefined) {
        faults.push(`${digest}: no content`);
      }
      const kinds = own && kindsOf(own, registry);
      if (kinds !== "delivered,decided") faults.push(`${digest}: receipts ${kinds}`);
    }
    for (const store of [sent, taken]) {
      const earlier = await store.transaction(readEarlierState);
      if (earlier !== undefined) faults.push(`${earlier.lost} transactions count as lost`);
    }
    // Nothing twice, and nothing that nobody asked for.
    const rows = await taken.transaction((tx) => tx.inbox.counts());
    const states = await sent.transaction((tx) => tx.outbox.counts());
    const total = Object.values(states).reduce((sum, count) => sum + count, 0);
    if (rows.inbox !== acknowledged.size) faults.push(`${rows.inbox} rows in the inbox`);
    if (total !== acknowledged.size) faults.push(`${total} rows in the outbox`);
  } finally {
    await Promise.all([sent.close(), taken.close()]);
  }
  return faults;
}

/** The kinds of a message's receipts, or why they prove nothing. */
function kindsOf(row: OutboxRow, registry: AgencyRegistry): string {
  try {
    return verifyEvidence(row, registry)
      .receipts.map(({ kind }) => kind)
      .join();
  } catch (error) {
    if (error instanceof ProtocolError) return error.code;
    throw error;
  }
}

function openIn(folder: string): Promise<AgencyStore> {
  const { value } = readAgencyParts(folder).config;
  if (value === undefined) throw new TypeError("the folder has no configuration");
  return openStore(folder, value);
}
