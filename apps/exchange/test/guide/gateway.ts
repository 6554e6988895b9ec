import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseGatewayConfig } from "@safepassage/agency";
import { createRegistrySource, openEpochFile, openSqliteStore } from "@safepassage/agency/node";
import { parseJson, systemClock, visible } from "@safepassage/core";
import { createGateway } from "@safepassage/gateway";
import { serveGateway } from "@safepassage/gateway/node";
import { createSigner, createVerifier, parsePrivateJwk, parsePublicJwk } from "@safepassage/trust";
import { logError } from "./explain.ts";

// node gateway.ts FOLDER
const [folder = "/etc/safepassage"] = process.argv.slice(2);
const read = (name: string) => readFileSync(join(folder, name), "utf8");
const config = parseGatewayConfig(parseJson(read("config.json")));

const store = openSqliteStore(join(folder, "state/agency.db"));
const registry = createRegistrySource(
  config.registry,
  createVerifier(parsePublicJwk(parseJson(read("registry-key.json")))),
  fetch,
  { store },
);
// While there is no registry the gateway answers 503 and holds what it is to send.
const refresh = () =>
  registry.refresh().catch(({ code, title, cause }) => {
    const why = cause?.cause?.code ?? "its answer does not hold";
    console.error(visible(`registry ${config.registry}: ${code} ${title} (${why})`));
  });
await refresh();
const refreshing = setInterval(refresh, 5000);

const gateway = createGateway({
  entity: config.entity,
  store,
  signer: createSigner(parsePrivateJwk(parseJson(read("keys/signing-key.json")))),
  epochs: openEpochFile(join(folder, "keys/epochs.json")),
  registry: registry.current,
  agreements: readdirSync(join(folder, "agreements")).map((name) => read(`agreements/${name}`)),
  officerKey: readFileSync(join(folder, "keys/officer.key")),
  tokens: {
    local: read("local.token").trim(),
    quarantine: {
      dutyOfficer: read("duty-officer.token").trim(),
      protectionOfficer: read("protection-officer.token").trim(),
    },
  },
  clock: systemClock,
  log: (event) => console.log(JSON.stringify(event)),
  onError: logError,
});
const { port, localPort } = config;
const served = await serveGateway(gateway, { port, localPort, onError: logError });
console.log(`${config.entity} at ${served.url}, for its own systems at ${served.localUrl}`);

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    clearInterval(refreshing);
    void served.close().then(() => console.log(`${config.entity} has ended`));
  });
}
