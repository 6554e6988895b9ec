import { decodeUtf8, type Json, ProtocolError, parseJson } from "@safepassage/core";
import type { Agency, Agreement, Consent, History, RegistryFacts } from "@safepassage/schema";
import { CliError } from "./cli-error.ts";
import type { Io } from "./command.ts";

/** Reads a UTF-8 text file without surrounding white space. A byte order mark stays, to be refused. */
export async function readText(io: Io, path: string): Promise<string> {
  const octets = await io.read(path);
  return inFile(path, () => decodeUtf8(octets).replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, ""));
}

/** Reads a JSON file, strictly. */
export async function readJson(io: Io, path: string): Promise<Json> {
  const text = await readText(io, path);
  return inFile(path, () => parseText(text));
}

/** One JSON value of a file, and where it stands. */
interface JsonRecord {
  readonly place: string;
  readonly json: Json;
}

/** Reads a file with one JSON value, or with one a line (JSON Lines). */
export async function readJsonRecords(io: Io, path: string): Promise<readonly JsonRecord[]> {
  const text = await readText(io, path);
  const lines = text
    .split("\n")
    .map((line, index) => ({ line, place: `${path} line ${index + 1}` }));
  const isOneALine = lines.length > 1 && isJson(lines[0]?.line ?? "");
  const values = isOneALine
    ? lines.filter(({ line }) => line.trim() !== "")
    : [{ line: text, place: path }];
  return values.map(({ line, place }) => ({ place, json: inFile(place, () => parseText(line)) }));
}

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

/** Does something with what was read from a file, and names the file where that is refused. */
export function inFile<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof ProtocolError && !(error instanceof CliError)) {
      error.message = `${path}: ${error.message}`;
    }
    throw error;
  }
}

/** Refuses before any work where an output file exists: half a result is worse than none. */
export async function requireFree(
  io: Io,
  ...paths: readonly (string | undefined)[]
): Promise<void> {
  for (const path of paths) {
    if (path !== undefined && (await io.exists(path))) throw new CliError("CLI_FILE_EXISTS", path);
  }
}

/** Options that name what the judge knows. */
export interface ContextOptions {
  readonly agreement?: string;
  readonly registry?: string;
  readonly consent?: readonly string[];
  readonly history?: string;
  readonly now?: string;
}

/** The instant to judge at: `--now`, or the clock. */
export function readNow(io: Io, now: string | undefined): Date {
  if (now === undefined) return io.now();
  const date = new Date(now);
  if (!INSTANT.test(now) || Number.isNaN(date.getTime())) {
    throw new CliError("CLI_OPTION_INVALID", "--now is an instant such as 2026-11-24T09:02:00Z");
  }
  return date;
}

/** Reads a registry file. */
export async function readRegistry(io: Io, path: string) {
  const { parseRegistry } = await import("@safepassage/trust");
  const file = await readJson(io, path);
  return inFile(path, () => parseRegistry(file));
}

/** Reads an agreement, and checks with the registry that every party has signed it. */
export async function readAgreement(
  io: Io,
  { agreement: path, registry: registryPath }: ContextOptions,
  now: Date,
): Promise<Agreement | undefined> {
  if (path === undefined) return undefined;
  if (registryPath === undefined) {
    throw new CliError(
      "CLI_OPTION_MISSING",
      "--agreement needs --registry to check its signatures",
    );
  }
  const { verifyAgreement } = await import("@safepassage/message");
  const text = await readText(io, path);
  const registry = await readRegistry(io, registryPath);
  return inFile(path, () => verifyAgreement(text, registry, now));
}

/** Reads consent records of one's own, each a JSON file. */
export async function readConsents(io: Io, paths: readonly string[]): Promise<readonly Consent[]> {
  const { parseConsent } = await import("@safepassage/schema");
  const consents: Consent[] = [];
  for (const path of paths) {
    const record = await readJson(io, path);
    consents.push(inFile(path, () => parseConsent(record)));
  }
  return consents;
}

/** Reads what the judge's own store knows, strictly. */
export async function readHistory(io: Io, path: string | undefined): Promise<History | undefined> {
  if (path === undefined) return undefined;
  const { parseHistory } = await import("@safepassage/schema");
  const file = await readJson(io, path);
  return inFile(path, () => parseHistory(file));
}

/** The two parties of a message as the registry has them now, or `undefined` where it lacks one. */
export async function readFacts(
  io: Io,
  path: string | undefined,
  parties: { readonly sender: unknown; readonly recipient: unknown },
  now: Date,
): Promise<RegistryFacts | undefined> {
  if (path === undefined) return undefined;
  const registry = await readRegistry(io, path);
  const find = (entity: unknown): Agency => registry.agencyAt(String(entity), now);
  return {
    sender: find(parties.sender),
    recipient: find(parties.recipient),
    states: registry.states,
    shelters: registry.shelters,
  };
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
