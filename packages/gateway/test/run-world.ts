import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { toInstant } from "@safepassage/core";
import { createSigner, issueRegistry, parsePrivateJwk } from "@safepassage/trust";
import { editJson, type Folders } from "./gateway-folder.ts";

/** The registry's file, as far as tests change it. */
export interface RegistryFile {
  issuedAt: string;
  agencies: {
    readonly entity: string;
    endpoint?: string;
    facts: { from: string; until?: string }[];
    keys: { jwk: object; from: string; until?: string; status: string; compromisedAt?: string }[];
  }[];
}

/** The server of a registry, which may go away and come back. */
export interface RegistryServer {
  readonly url: string;
  /** Signs a changed file, later than the one before. */
  publish(change?: (file: RegistryFile) => void): void;
  /** Answers with this text instead of the registry. */
  serve(text: string): void;
  readonly text: string;
  up(): Promise<void>;
  down(): Promise<void>;
}

/** Serves the registry of two folders, and has both agencies ask there. It is down at first. */
export async function serveRegistry(folders: Folders): Promise<RegistryServer> {
  const read = (name: string) => JSON.parse(readFileSync(join(folders.registry, name), "utf8"));
  const signer = createSigner(parsePrivateJwk(read("key.json")));
  const file = read("registry.json") as RegistryFile;
  // A registry of yesterday leaves room for many later ones.
  let issuedAt = Date.now() - 86_400_000;
  let text = "";
  const publish = (change: (file: RegistryFile) => void = () => {}): void => {
    change(file);
    issuedAt += 1000;
    file.issuedAt = toInstant(new Date(issuedAt));
    text = issueRegistry(file, signer);
  };
  publish(({ agencies }) => {
    for (const { keys, facts } of agencies)
      for (const one of [...keys, ...facts]) one.from = "2026-01-01T00:00:00Z";
  });
  let server: Server | undefined;
  let port = 0;
  const up = async (): Promise<void> => {
    const next = createServer((_, response) => response.end(text));
    await new Promise<void>((resolve) => next.listen(port, "127.0.0.1", resolve));
    port = (next.address() as AddressInfo).port;
    server = next;
  };
  const down = async (): Promise<void> => {
    const closed = new Promise((resolve) => server?.close(resolve));
    server?.closeAllConnections();
    await closed;
  };
  await up();
  const url = `http://127.0.0.1:${port}/registry`;
  for (const folder of [folders.b, folders.c]) {
    editJson(join(folder, "agency.json"), (value: object) =>
      Object.assign(value, { registry: url }),
    );
  }
  return {
    url,
    publish,
    serve(other) {
      text = other;
    },
    get text() {
      return text;
    },
    up,
    down,
  };
}

/** Asks a running gateway with the local token of its folder. */
export async function askLocal(folder: string, localUrl: string, path: string, body?: object) {
  const token = readFileSync(join(folder, "tokens/local.token"), "utf8").trim();
  const response = await fetch(localUrl + path, {
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(body && { method: "POST", body: JSON.stringify(body) }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  return { status: response.status, json: (await response.json()) as any };
}
