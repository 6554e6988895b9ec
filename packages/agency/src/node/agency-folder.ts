import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { type Clock, ProtocolError, parseJson, type Signer, systemClock } from "@safepassage/core";
import { SchemaError } from "@safepassage/schema";
import { parseForm } from "@safepassage/schema/form";
import {
  type AgencyRegistry,
  createSigner,
  createVerifier,
  parsePrivateJwk,
  parsePublicJwk,
  verifyRegistry,
} from "@safepassage/trust";
import { agencyConfigSchema } from "../config.ts";
import type { Fetch } from "../send/fetch-text.ts";
import { AgencyError } from "../setting/agency-error.ts";
import { openEpochFile } from "./epoch-file.ts";
import { fetchRegistry } from "./registry-source.ts";

/** The files and folders in the folder of an agency. */
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

/**
 * Reads the folder of an agency: `agency.json`, its keys, the registry, agreements. The agency must be in the registry,
 * with its key.
 *
 * @throws {@link AgencyError} `AGENCY_FOLDER_INVALID` with the name of the file and what is wrong with it;
 *   `GATEWAY_REGISTRY_MISSING`.
 * @see docs/spec/agency.md#folder
 */
export async function readAgencyFolder(folder: string, fetch: Fetch, clock: Clock = systemClock) {
  const json = <T>(name: string, parse: (value: unknown) => T): T =>
    readIn(folder, name, (text) => parse(parseJson(text)));
  const config = json(FOLDER.config, (value) => parseForm(agencyConfigSchema(), value));
  const { entity, registry, registryMaxAgeDays, backupDays } = config;
  const registryVerifier = json(FOLDER.registryKey, (jwk) => createVerifier(parsePublicJwk(jwk)));
  const now = clock.now();
  const readRegistry = async (): Promise<string> =>
    /^https?:/.test(registry)
      ? fetchRegistry(registry, fetch)
      : readIn(folder, registry, (text) => text);
  const text = await readRegistry();
  const held = named(registry, () => verifyRegistry(text, registryVerifier, { now }));
  const officerKey = readPrivate(folder, FOLDER.officerKey);
  if (officerKey.length !== 32) throw invalid(FOLDER.officerKey, "it has 32 octets");
  const signer = json(FOLDER.signingKey, (jwk) => createSigner(parsePrivateJwk(jwk)));
  requireListed(held, { entity, signer, at: now });
  const epochs = openEpochFile(join(folder, FOLDER.epochs));
  // A missing file is fine: the program makes the epochs.
  if (existsSync(join(folder, FOLDER.epochs))) readIn(folder, FOLDER.epochs, () => epochs.load());
  if (!existsSync(dirname(join(folder, FOLDER.database)))) {
    throw invalid(dirname(FOLDER.database), "it is not there");
  }
  return {
    entity,
    signer,
    officerKey,
    epochs,
    /** Signed agreements, each the text of a file. */
    agreements: namesIn(folder, FOLDER.agreements).map((name) =>
      readIn(folder, `${FOLDER.agreements}/${name}`, (text) => {
        parseJson(text);
        return text;
      }),
    ),
    ...(registryMaxAgeDays !== undefined && { registryMaxAgeDays }),
    ...(backupDays !== undefined && { backupDays }),
    registryVerifier,
    /** The signed registry, as it was read just now. */
    registryText: text,
    /** Reads the registry again. */
    readRegistry,
    database: join(folder, FOLDER.database),
  };
}

/** Checks that the registry lists the agency with its key: else nobody could verify its signatures. */
function requireListed(
  registry: AgencyRegistry,
  { entity, signer, at }: { readonly entity: string; readonly signer: Signer; readonly at: Date },
): void {
  if (!registry.has(entity)) throw invalid(FOLDER.config, "the registry lists no such agency");
  try {
    registry.verifierFor(entity, signer.kid, at);
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause;
    throw invalid(FOLDER.signingKey, `${cause.code}: not a key that it has there now`, cause);
  }
}

/** Reads one file. Every error names it. */
function readIn<T>(folder: string, name: string, read: (text: string) => T): T {
  const isSecret = name.startsWith("keys/");
  const octets = isSecret ? readPrivate(folder, name) : readOctets(folder, name);
  return named(name, () => read(new TextDecoder("utf-8", { fatal: true }).decode(octets)));
}

function named<T>(name: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    // What a form says stands in `why` already.
    throw invalid(name, whyOf(cause), cause instanceof SchemaError ? undefined : cause);
  }
}

/** Says what is wrong with a file, and of one that a person writes where. */
function whyOf(cause: unknown): string {
  if (cause instanceof SchemaError) {
    // These name members and what is allowed, and nothing that the file holds.
    const places = cause.issues.map(({ pointer, sentence, fix = "" }) =>
      `${pointer || "/"}: ${sentence} ${fix}`.trim(),
    );
    return places.join(" ");
  }
  return cause instanceof ProtocolError ? `${cause.code} ${cause.title}` : "not as it must be";
}

/** Reads a file that must be secret, and refuses one that others can read. */
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
    const why = code === "ENOENT" ? "it is not there" : `it cannot be read (${code})`;
    throw invalid(name, why, cause);
  }
}

/** Lists the names in a folder, without hidden files of editors and systems. */
function namesIn(folder: string, name: string): readonly string[] {
  const path = join(folder, name);
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) throw invalid(name, "it is no folder");
  return readdirSync(path).filter((entry) => !entry.startsWith("."));
}

/** Makes the error for a file. Name and fault are not case data, so both may be shown. */
function invalid(file: string, why: string, cause?: unknown): AgencyError {
  const details = { file, why };
  return new AgencyError("AGENCY_FOLDER_INVALID", `${file}: ${why}`, { details, cause });
}
