import { decodeUtf8, type Json, parseJson } from "@safepassage/core";
import type { Agency, Agreement, Consent, History, RegistryFacts } from "@safepassage/schema";
import { CliError } from "./cli-error.ts";
import type { Io } from "./command.ts";

/** Reads a UTF-8 text file without surrounding blank space. */
export async function readText(io: Io, path: string): Promise<string> {
  return decodeUtf8(await io.read(path)).trim();
}

/** Reads a JSON file, strictly. */
export async function readJson(io: Io, path: string): Promise<Json> {
  return parseJson(await readText(io, path), { maxLength: 4 * 1_048_576, maxDepth: 32 });
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
  return parseRegistry(await readJson(io, path));
}

/**
 * Reads an agreement: signed by its parties, and checked against the registry where there is one.
 *
 * Without a registry the text alone is read, as a draft's author has it before it is signed.
 */
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
  return verifyAgreement(await readText(io, path), await readRegistry(io, registryPath), now);
}

/** Reads consent records of one's own, each a JSON file. */
export async function readConsents(io: Io, paths: readonly string[]): Promise<readonly Consent[]> {
  const { parseConsent } = await import("@safepassage/schema");
  const consents: Consent[] = [];
  for (const path of paths) consents.push(parseConsent(await readJson(io, path)));
  return consents;
}

/** Reads what the judge's own store knows. Its shape is checked by the rules that use it. */
export async function readHistory(io: Io, path: string | undefined): Promise<History | undefined> {
  if (path === undefined) return undefined;
  const { EMPTY_HISTORY } = await import("@safepassage/schema");
  const value = await readJson(io, path);
  return { ...EMPTY_HISTORY, ...(value as object) } as History;
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
