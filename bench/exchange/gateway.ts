/** One gateway as a process of its own, out of the folder of an agency. It tells when a message is decided. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { AgencyStore } from "@safepassage/agency";
import { openEpochFile, openKeyFolder, openSqliteStore } from "@safepassage/agency/node";
import { openPostgresStore, type PostgresPlace } from "@safepassage/agency/postgres";
import { parseJson } from "@safepassage/core";
import { createGateway } from "@safepassage/gateway";
import { serveGateway } from "@safepassage/gateway/node";
import {
  createSigner,
  createVerifier,
  parsePrivateJwk,
  parsePublicJwk,
  verifyRegistry,
} from "@safepassage/trust";
import { tellUsage } from "./usage.ts";

/** What the process is told at its start. */
export interface GatewayProcess {
  readonly folder: string;
  readonly port: number;
  readonly token: string;
  readonly postgres?: PostgresPlace;
  readonly maxConnections?: number;
  /** Whether it says when a message that is sent was committed. */
  readonly tellCommits?: boolean;
}

const {
  folder,
  port,
  token,
  postgres,
  tellCommits = false,
  ...bounds
} = JSON.parse(process.argv[2] ?? "") as GatewayProcess;
const read = (name: string): string => readFileSync(join(folder, name), "utf8");
const registryKey = createVerifier(parsePublicJwk(parseJson(read("registry-key.json"))));
const registry = verifyRegistry(read("../registry/registry.jwt"), registryKey);
const keys = () => openKeyFolder(join(folder, "keys/contents"));
const store =
  postgres === undefined
    ? openSqliteStore(join(folder, "state/agency.db"), keys)
    : await openPostgresStore(postgres, keys);
const gateway = createGateway({
  entity: JSON.parse(read("agency.json")).entity,
  store: tellCommits ? tellingCommits(store) : store,
  signer: createSigner(parsePrivateJwk(parseJson(read("keys/signing-key.json")))),
  epochs: openEpochFile(join(folder, "keys/epochs.json")),
  registry: () => registry,
  registryMaxAgeDays: 365,
  // More is exchanged in a run than one partner may bring within a day.
  partnerDayOctets: Number.MAX_SAFE_INTEGER,
  agreements: readdirSync(join(folder, "agreements")).map((name) => read(`agreements/${name}`)),
  officerKey: readFileSync(join(folder, "keys/officer.key")),
  tokens: {
    local: token,
    quarantine: { dutyOfficer: `${token}-1`, protectionOfficer: `${token}-2` },
  },
  log({ event, ref = "" }) {
    if (event === "decided" || event === "refused") process.send?.({ event, digest: ref });
  },
  onError: (error) => console.error(error),
});
const served = await serveGateway(gateway, {
  ...{ port, localPort: 0, onError: console.error },
  ...bounds,
});
process.on("disconnect", () => process.exit(0));
tellUsage();
process.send?.({ ready: { url: served.url, localUrl: served.localUrl } });

/** The same store, which says when a message that is sent is durable: in nanoseconds of the machine's monotonic clock. */
function tellingCommits(store: AgencyStore): AgencyStore {
  return {
    ...store,
    async transaction(work) {
      let digest: string | undefined;
      const value = await store.transaction((tx) =>
        work({
          ...tx,
          outbox: {
            ...tx.outbox,
            add(row) {
              digest = row.digest;
              return tx.outbox.add(row);
            },
          },
        }),
      );
      const at = String(process.hrtime.bigint());
      if (digest !== undefined) process.send?.({ committed: { digest, at } });
      return value;
    },
  };
}
