/**
 * One agency's gateway as an operating-system process, with its own folder, database file, keys and
 * ports.
 *
 * Started with folder, entity id and the registry's address; tells its addresses by a message and
 * ends when its parent does.
 *
 * @module
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createRegistrySource, openEpochFile, openSqliteStore } from "@safepassage/agency/node";
import { parseJson, visible } from "@safepassage/core";
import { createGateway } from "@safepassage/gateway";
import { serveGateway } from "@safepassage/gateway/node";
import { createSigner, createVerifier, parsePrivateJwk, parsePublicJwk } from "@safepassage/trust";

// Ctrl-C and a closed terminal reach every process; the parent stops this one, in order.
process.on("SIGINT", () => {});
process.on("SIGHUP", () => {});
let close = async (): Promise<void> => {};
process.on("disconnect", () => {
  close().then(
    () => process.exit(0),
    () => process.exit(1),
  );
});

const [folder = ".", entity = "", registryUrl = ""] = process.argv.slice(2);
const read = (name: string) => parseJson(readFileSync(join(folder, name), "utf8"));

const store = openSqliteStore(join(folder, "gateway.db"));
const source = createRegistrySource(
  registryUrl,
  createVerifier(parsePublicJwk(read("registry-key.json"))),
  fetch,
  { store },
);
try {
  await source.refresh();
} catch (error) {
  // Where the parent is gone already, another process did not start, and that one is named.
  if (process.connected) process.stderr.write(`${entity}: ${visible(String(error))}\n`);
  process.exit(1);
}

const gateway = createGateway({
  entity,
  store,
  signer: createSigner(parsePrivateJwk(read("signing-key.json"))),
  epochs: openEpochFile(join(folder, "epochs.json")),
  registry: () => source.current(),
  agreements: read("agreements.json") as string[],
  officerKey: Buffer.from((read("officer-key.json") as { k: string }).k, "base64url"),
  tokens: read("tokens.json") as never,
});
const served = await serveGateway(gateway, {
  port: 0,
  localPort: 0,
  pollMs: 50,
  onError: (error) => process.stderr.write(`${entity}: ${visible(String(error))}\n`),
});

process.on("message", () => {
  // The only message: the registry has changed. Whoever waits learns when it was read.
  source.refresh().then(
    () => process.send?.({ registryRead: true }),
    (error: unknown) => process.stderr.write(`${entity}: ${visible(String(error))}\n`),
  );
});
close = () => served.close();
// The parent may have given up on another one meanwhile: then nobody listens.
process.send?.({ ready: { url: served.url, localUrl: served.localUrl } }, undefined, {}, () => {});
