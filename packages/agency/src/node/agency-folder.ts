import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { ProtocolError, parseJson, type Signer } from "@safepassage/core";
import {
  type AgencyRegistry,
  createSigner,
  createVerifier,
  parsePrivateJwk,
  parsePublicJwk,
  verifyRegistry,
} from "@safepassage/trust";
import * as z from "zod";
import { type Fetch, fetchText, withTimeout } from "../send/fetch-text.ts";
import { AgencyError } from "../setting/agency-error.ts";
import type { EpochStore } from "../setting/standing.ts";
import { openEpochFile } from "./epoch-file.ts";

/** Where things lie in the folder of an agency. */
export const FOLDER = {
  config: "agency.json",
  signingKey: "keys/signing-key.json",
  officerKey: "keys/officer.key",
  epochs: "keys/epochs.json",
  registryKey: "registry-key.json",
  agreements: "agreements",
  consents: "consents",
  database: "state/agency.db",
} as const;

/** What `agency.json` says. */
export const AgencyConfig = z.strictObject({
  /** Entity id of the agency. */
  entity: z.string().min(1).max(256),
  /** The signed registry: a file, seen from the folder, or an address. */
  registry: z.string().min(1).max(2048),
});

/** What the folder of an agency holds. */
export interface AgencyFolder {
  readonly entity: string;
  readonly signer: Signer;
  readonly officerKey: Uint8Array;
  readonly epochs: EpochStore;
  /** Signed agreements, each the text of a file. */
  readonly agreements: readonly string[];
  readonly registry: AgencyRegistry;
  /** Where the database lies. */
  readonly database: string;
}

/**
 * Reads the folder of an agency: `agency.json`, its keys, the registry, agreements.
 *
 * @throws {@link AgencyError} `AGENCY_FOLDER_INVALID` with the name of the file and what is wrong with it;
 *   `GATEWAY_REGISTRY_MISSING`.
 * @see docs/spec/agency.md#folder
 */
export async function readAgencyFolder(folder: string, fetch: Fetch): Promise<AgencyFolder> {
  const { entity, registry } = readIn(folder, FOLDER.config, (text) =>
    AgencyConfig.parse(parseJson(text)),
  );
  const verifier = readIn(folder, FOLDER.registryKey, (text) =>
    createVerifier(parsePublicJwk(parseJson(text))),
  );
  const held = /^https?:/.test(registry)
    ? verifyRegistry(await fetchRegistry(registry, fetch), verifier)
    : readIn(folder, registry, (text) => verifyRegistry(text, verifier));
  const officerKey = readPrivate(folder, FOLDER.officerKey);
  if (officerKey.length !== 32) throw invalid(FOLDER.officerKey, "it has 32 octets");
  return {
    entity,
    signer: readIn(folder, FOLDER.signingKey, (text) =>
      createSigner(parsePrivateJwk(parseJson(text))),
    ),
    officerKey,
    epochs: openEpochFile(join(folder, FOLDER.epochs)),
    agreements: namesIn(join(folder, FOLDER.agreements)).map((name) =>
      readFileSync(join(folder, FOLDER.agreements, name), "utf8"),
    ),
    registry: held,
    database: placeOf(folder, FOLDER.database),
  };
}

/** Where the database lies. A folder that was restored without its state gets an empty one. */
function placeOf(folder: string, database: string): string {
  const place = join(folder, database);
  mkdirSync(dirname(place), { recursive: true, mode: 0o700 });
  return place;
}

/** Reads one file. Whatever is wrong with it is told with its name. */
function readIn<T>(folder: string, name: string, read: (text: string) => T): T {
  const isSecret = name.startsWith("keys/");
  const octets = isSecret ? readPrivate(folder, name) : readOctets(folder, name);
  try {
    return read(new TextDecoder("utf-8", { fatal: true }).decode(octets));
  } catch (cause) {
    const why =
      cause instanceof ProtocolError ? `${cause.code} ${cause.title}` : "not as it must be";
    throw invalid(name, why, cause);
  }
}

/** A key that others can read is no secret any more. */
function readPrivate(folder: string, name: string): Uint8Array {
  const octets = readOctets(folder, name);
  if ((statSync(resolve(folder, name)).mode & 0o077) !== 0) {
    throw invalid(name, "others can read it: chmod 600");
  }
  return octets;
}

function readOctets(folder: string, name: string): Uint8Array {
  try {
    return readFileSync(resolve(folder, name));
  } catch (cause) {
    const { code = "" } = cause as { readonly code?: string };
    throw invalid(
      name,
      code === "ENOENT" ? "it is not there" : `it cannot be read (${code})`,
      cause,
    );
  }
}

/** Names of the files of a folder, but for those that editors and systems hide. */
function namesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map(({ name }) => name).filter((name) => !name.startsWith("."));
}

async function fetchRegistry(url: string, fetch: Fetch): Promise<string> {
  try {
    const { status, text } = await withTimeout(REGISTRY_WITHIN_MS, (signal) =>
      fetchText(fetch, new Request(url), { signal, limit: MAX_REGISTRY }),
    );
    if (status === 200) return text;
  } catch (cause) {
    throw new AgencyError("GATEWAY_REGISTRY_MISSING", "the registry did not answer", { cause });
  }
  throw new AgencyError("GATEWAY_REGISTRY_MISSING", "the registry answered with an error");
}

/** The file and what is wrong with it are no data of a case: both may be shown. */
function invalid(file: string, why: string, cause?: unknown): AgencyError {
  return new AgencyError("AGENCY_FOLDER_INVALID", `${file}: ${why}`, {
    details: { file, why },
    cause,
  });
}

const REGISTRY_WITHIN_MS = 30_000;
const MAX_REGISTRY = 8_388_608;
