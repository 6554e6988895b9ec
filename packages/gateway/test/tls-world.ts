import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { LogEvent } from "@safepassage/agency";
import { parseJson, systemClock } from "@safepassage/core";
import { createSigner, issueRegistry, parsePrivateJwk } from "@safepassage/trust";
import { onTestFinished } from "vitest";
import { runGateway } from "../src/node.ts";
import { editJson, type Folders, makeFolders } from "./gateway-folder.ts";
import type { MadeCertificate } from "./make-certificate.ts";

/** A folder whose gateway has certificates of its own. */
export function withCertificate(made: MadeCertificate, clientAuthorities?: string): Folders {
  const folders = makeFolders();
  onTestFinished(() => rmSync(folders.root, { recursive: true, force: true }));
  mkdirSync(join(folders.b, "tls"));
  put(folders, made);
  if (clientAuthorities !== undefined) {
    writeFileSync(join(folders.b, "tls/ca.pem"), clientAuthorities);
  }
  editJson(join(folders.b, "agency.json"), (value: { gateway: { listen: object } }) => {
    Object.assign(value.gateway.listen, {
      tls: {
        ...{ certificate: "tls/cert.pem", key: "tls/key.pem" },
        ...(clientAuthorities !== undefined && { clientAuthorities: "tls/ca.pem" }),
      },
    });
  });
  return folders;
}

/** Writes a certificate and its key where the gateway looks for them. */
export function put({ b }: Folders, { certificate, key }: MadeCertificate): void {
  writeFileSync(join(b, "tls/key.pem"), key, { mode: 0o600 });
  writeFileSync(join(b, "tls/cert.pem"), certificate);
}

/** Has the registry list another address of the gateway. Each is a second later than the one before. */
export function setEndpoint({ registry }: Folders, endpoint: string): void {
  const path = join(registry, "registry.json");
  editJson(path, (file: { issuedAt: string; agencies: { entity: string }[] }) => {
    const later = new Date(Date.parse(file.issuedAt) + 1000).toISOString();
    file.issuedAt = later.replace(".000Z", "Z");
    const agency = file.agencies.find(({ entity }) => entity === "https://ngo-b.test");
    Object.assign(agency ?? {}, { endpoint });
  });
  const [file, key] = [path, join(registry, "key.json")].map((name) =>
    parseJson(readFileSync(name, "utf8")),
  );
  const signer = createSigner(parsePrivateJwk(key));
  writeFileSync(join(registry, "registry.jwt"), issueRegistry(file, signer));
}

/** Runs a gateway until the test ends, and keeps its log. */
export async function start(folder: string, clock = systemClock) {
  const log: LogEvent[] = [];
  const running = await runGateway(folder, {
    write: (line) => log.push(JSON.parse(line)),
    timing: { lookMs: 25 },
    clock,
  });
  onTestFinished(() => running.close());
  return { running, log };
}
