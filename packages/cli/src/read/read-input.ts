import {
  decodeUtf8,
  isJsonObject,
  type Json,
  ProtocolError,
  parseJson,
  type Signer,
  type Verifier,
} from "@safepassage/core";
import type { Agreement, Consent, ConsentRecord } from "@safepassage/schema";
import type { AgencyRegistry, PrivateJwk } from "@safepassage/trust";
import { CliError } from "../errors/cli-error.ts";
import type { Io } from "../io/command.ts";

/** Reads a UTF-8 text file without surrounding white space. */
export async function readText(io: Io, path: string): Promise<string> {
  const octets = await io.read(path);
  const text = inFile(path, () => decodeUtf8(octets).replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, ""));
  if (text.startsWith("\ufeff")) throw new CliError("CLI_FILE_MARKED", path);
  return text;
}

/** Reads a JSON file, strictly. */
export async function readJson(io: Io, path: string): Promise<Json> {
  const text = await readText(io, path);
  return inFile(path, () => parseText(text));
}

/** Reads a JSON file and parses it; a refusal names the file. */
export async function readAs<T>(
  io: Io,
  path: string,
  parse: (json: Json) => T,
  hints?: Hints,
): Promise<T> {
  const json = await readJson(io, path);
  return inFile(path, () => parse(json), hints);
}

/** One JSON value of a file, and where it stands. */
interface JsonRecord {
  readonly place: string;
  readonly json: Json;
}

/** The unparsed text of one JSON value of a file, and where it stands. */
export interface JsonText {
  readonly place: string;
  readonly text: string;
}

/** Reads a file with one JSON value, or with one a line (JSON Lines). */
export async function readJsonRecords(io: Io, path: string): Promise<readonly JsonRecord[]> {
  const records = splitRecords(path, await readText(io, path));
  return records.map((record) => ({ place: record.place, json: parseRecord(record) }));
}

/** Splits the text of a file into lines if it holds one JSON value a line (JSON Lines). */
export function splitRecords(path: string, text: string): readonly JsonText[] {
  const lines = text
    .split("\n")
    .map((line, index) => ({ text: line, place: `${path} line ${index + 1}` }));
  const isOneALine =
    lines.length > 1 && (isJson(lines[0]?.text ?? "") || (isNamedLines(path) && !isJson(text)));
  return isOneALine ? lines.filter((line) => line.text.trim() !== "") : [{ text, place: path }];
}

/** Reads one of {@link splitRecords}, strictly. */
export function parseRecord({ place, text }: JsonText): Json {
  return inFile(place, () => parseText(text));
}

/** Whether a file is named as JSON Lines; then its first line may be broken. */
const isNamedLines = (path: string): boolean => /\.(jsonl|ndjson)$/.test(path);

function isJson(text: string): boolean {
  try {
    parseText(text);
    return true;
  } catch (error) {
    if (error instanceof ProtocolError) return false;
    throw error;
  }
}

function parseText(text: string): Json {
  return parseJson(text, { maxLength: 4 * 1_048_576, maxDepth: 32 });
}

/** Hints by error code for the reader of a file. The error tables have those for its author. */
export type Hints = Readonly<Record<string, string>>;

/** Works with the content of a file, and names the file in a refusal. */
export function inFile<T>(path: string, work: () => T, hints: Hints = {}): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ProtocolError) || error instanceof CliError) throw error;
    error.message = `${path}: ${error.message}`;
    const { code, fault, title, message, cause } = error;
    const hint = hints[code];
    if (hint === undefined) throw error;
    throw new ProtocolError(code, { fault, title, hint, spec: "" }, message, { cause });
  }
}

/** Hints for a file that holds the wrong kind of key. */
export const PRIVATE_KEY: Hints = {
  TRUST_KEY_INVALID: "Give a private key, as keys generate --out wrote it.",
};
export const PUBLIC_KEY: Hints = {
  TRUST_KEY_INVALID: "Give a public key (JWK); keys public prints that of a private key.",
};

/** Refuses before any work if an output file exists: half a result is worse than none. */
export async function requireFree(
  io: Io,
  ...paths: readonly (string | undefined)[]
): Promise<void> {
  for (const path of paths) {
    if (path !== undefined && (await io.exists(path))) throw new CliError("CLI_FILE_EXISTS", path);
  }
}

/** Help texts of {@link RegistryOptions}. */
export const REGISTRY = "registry of agencies: its file, or what its authority serves";
export const REGISTRY_KEY = "the authority's public key; a signed registry needs it";

/** Options of nearly every command. */
export interface CommonOptions {
  readonly out?: string;
  readonly now?: string;
  readonly json?: boolean;
}

/** Options of a command that needs a registry. */
export interface RegistryOptions extends CommonOptions {
  readonly registry?: string;
  /** Public key of the registry's authority. */
  readonly registryKey?: string;
}

/** Options that name the facts of a judgement. */
export interface ContextOptions extends RegistryOptions {
  readonly agreement?: string;
  readonly consent?: readonly string[];
  readonly history?: string;
  /** Agency whose store the history is. */
  readonly as?: string;
}

/** The time to act at: `--now`, or the clock. */
export function readNow(io: Io, now: string | undefined): Date {
  if (now === undefined) return io.now();
  const date = new Date(now);
  if (!INSTANT.test(now) || Number.isNaN(date.getTime())) {
    throw new CliError("CLI_OPTION_INVALID", "--now is an instant such as 2026-11-24T09:02:00Z");
  }
  return date;
}

/**
 * Reads a registry: a plain file that its user vouches for, or the signed registry that its authority
 * serves. A signed registry needs the authority's key and a key needs a signed registry: otherwise
 * someone could wrongly believe that a signature was checked.
 */
export async function readRegistry(
  io: Io,
  { registry: path = "", registryKey }: RegistryOptions,
): Promise<AgencyRegistry> {
  const { parseRegistry, verifyRegistry } = await import("@safepassage/trust");
  const text = await readText(io, path);
  if (JWS.test(text)) {
    const verifier = await readRegistryKey(io, path, registryKey);
    return inFile(path, () => verifyRegistry(text, verifier), REGISTRY_HINTS);
  }
  const file = inFile(path, () => parseText(text));
  if (!isJsonObject(file) || !("agencies" in file)) throw new CliError("CLI_NOT_A_REGISTRY", path);
  if (registryKey !== undefined) {
    throw new CliError("CLI_OPTION_INVALID", `--registry-key: ${path} is not signed`);
  }
  return inFile(path, () => parseRegistry(file));
}

async function readRegistryKey(
  io: Io,
  registry: string,
  path: string | undefined,
): Promise<Verifier> {
  if (path === undefined) {
    throw new CliError(
      "CLI_OPTION_MISSING",
      `${registry} is signed: give --registry-key, the authority's public key, to check it`,
    );
  }
  const { createVerifier, parsePublicJwk } = await import("@safepassage/trust");
  return readAs(io, path, (key) => createVerifier(parsePublicJwk(key)), PUBLIC_KEY);
}

/** Reads an agreement, and checks with the registry that every party has signed it. */
export async function readAgreement(
  io: Io,
  { agreement: path, ...options }: ContextOptions,
  now: Date,
): Promise<Agreement | undefined> {
  if (path === undefined) return undefined;
  if (options.registry === undefined) {
    throw new CliError(
      "CLI_OPTION_MISSING",
      "--agreement needs --registry to check its signatures",
    );
  }
  const { verifyAgreement } = await import("@safepassage/message");
  const text = await readText(io, path);
  const registry = await readRegistry(io, options);
  return inFile(path, () => verifyAgreement(text, registry, now));
}

/** Reads a consent record, in which an agency keeps one consent of one person. */
export async function readConsentRecord(io: Io, path: string): Promise<ConsentRecord> {
  const { parseConsentRecord } = await import("@safepassage/schema");
  return readAs(io, path, parseConsentRecord);
}

/** The expected holder of a key. */
interface Signing {
  readonly holder: string;
  readonly registry: AgencyRegistry;
  readonly now: Date;
  /** Name of the holder in the hint for a key of someone else. */
  readonly called?: string;
}

/** Reads a private key as `keys generate` wrote it. */
export async function readPrivateKey(io: Io, path: string): Promise<PrivateJwk> {
  const { parsePrivateJwk } = await import("@safepassage/trust");
  return readAs(io, path, parsePrivateJwk, PRIVATE_KEY);
}

/** Reads the private key of an agency, which the registry lists for it. */
export async function readSigner(
  io: Io,
  path: string,
  { holder, registry, now, called }: Signing,
): Promise<Signer> {
  const { createSigner } = await import("@safepassage/trust");
  const key = await readPrivateKey(io, path);
  const unlisted = `Sign with a key that the registry lists for ${called}.`;
  const hints = called === undefined ? {} : { TRUST_KEY_UNKNOWN: unlisted };
  inFile(path, () => registry.verifierFor(holder, key.kid, now), hints);
  return createSigner(key);
}

/** Checks the form of an entity id in an option, not whether the registry lists it. */
export async function requireEntity(option: string, entity: string): Promise<void> {
  const { valueSchema } = await import("@safepassage/schema");
  const form = valueSchema("env.recipient.agencyId", { test: true });
  if (form.safeParse(entity).success) return;
  throw new CliError("CLI_OPTION_INVALID", `${option} is an entity id such as https://ngo-c.test`);
}

/** Reads how surely an agency knows its officer: 1 low, 2 substantial, 3 high. */
export function readAssurance(level: string): number {
  if (/^[123]$/.test(level)) return Number(level);
  throw new CliError("CLI_OPTION_INVALID", "--officer-assurance is 1, 2 or 3");
}

/** Refuses a consent beside the draft: the recipient does not see it, so it does not count. */
export function refuseConsents({ consent = [] }: Pick<ContextOptions, "consent">): void {
  if (consent.length > 0) throw new CliError("CLI_CONSENT_NOT_ASSERTED", consent.join(", "));
}

/** Help text of an option that is always refused. */
export const NO_CONSENT = "not taken: the recipient would not see it; see consent assert";

/** Reads consents as assertions state them, each a JSON file. */
export async function readConsents(io: Io, paths: readonly string[]): Promise<readonly Consent[]> {
  const { parseConsent } = await import("@safepassage/schema");
  const consents: Consent[] = [];
  for (const path of paths) consents.push(await readAs(io, path, parseConsent));
  return consents;
}

const REGISTRY_HINTS: Hints = {
  JWS_SIGNATURE_INVALID: "It was changed, or another key than this one signed it: do not use it.",
  JWS_ALGORITHM_NOT_ALLOWED: "Another kind of key than this one signed it: do not use it.",
  JWS_TYPE_WRONG: "It is signed, but it is no registry: give what the registry's authority serves.",
};
const JWS = /^[\w-]+\.[\w-]+\.[\w-]+$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
