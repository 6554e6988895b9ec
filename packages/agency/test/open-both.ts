import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseJson } from "@safepassage/core";
import { createSigner, issueRegistry, parsePrivateJwk } from "@safepassage/trust";
import { onTestFinished } from "vitest";
import { type Agency, makeTestExchange, openAgency } from "../src/node.ts";

export type Opened = Agency & { readonly folder: string };

/** Opens both agencies of a new test exchange, for one test. */
export async function openBoth() {
  const folder = mkdtempSync(join(tmpdir(), "safepassage-open-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [inB = "", inC = ""] = makeTestExchange(folder);
  const b: Opened = Object.assign(await openAgency(inB), { folder: inB });
  const c: Opened = Object.assign(await openAgency(inC), { folder: inC });
  const close = async (): Promise<void> => {
    for (const one of [b, c]) await one.close();
  };
  return { folder, b, c, close };
}

/** Changes the registry of a test exchange, and signs it a minute later than it was. */
export function editRegistry(folder: string, edit: (file: RegistryFile) => void): void {
  const path = join(folder, "registry", "registry.json");
  const file = parseJson(readFileSync(path, "utf8")) as unknown as RegistryFile;
  edit(file);
  writeFileSync(path, JSON.stringify(file));
  const issuedAt = `${new Date(Date.parse(file.issuedAt) + 60_000).toISOString().slice(0, 19)}Z`;
  writeFileSync(join(folder, "registry", "registry.jwt"), signedAt(folder, issuedAt));
}

interface RegistryFile {
  readonly issuedAt: string;
  readonly agencies: { entity: string; keys: object[] }[];
}

/** The registry of a test exchange, signed anew. */
export function signedAt(folder: string, issuedAt: string): string {
  const read = (name: string) => parseJson(readFileSync(join(folder, "registry", name), "utf8"));
  const file = read("registry.json") as object;
  return issueRegistry({ ...file, issuedAt }, createSigner(parsePrivateJwk(read("key.json"))));
}

/** An instant so many days from now. */
export function inDays(days: number): string {
  return `${new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 19)}Z`;
}
