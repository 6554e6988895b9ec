import type { Agreement, Consent, ConsentRecord } from "@safepassage/schema";
import type { AgencyRegistry } from "@safepassage/trust";
import { optionMissing } from "../errors/cli-error.ts";
import type { Io } from "../io/command.ts";
import { asKind } from "./needs.ts";
import { inFile, readAs, readText } from "./read-input.ts";
import type { RegistryOptions } from "./read-registry.ts";

/** Options that name the facts of a judgement. */
export interface ContextOptions extends RegistryOptions {
  readonly agreement?: string;
  readonly consent?: readonly string[];
  readonly history?: string;
  /** Agency whose store the history is. */
  readonly as?: string;
}

/**
 * Reads an agreement, and checks with the registry that every party has signed it.
 *
 * @param facts - The registry as it was read: a pipe gives it once only.
 */
export async function readAgreement(
  io: Io,
  { agreement: path }: Pick<ContextOptions, "agreement">,
  { registry, now }: { readonly registry: AgencyRegistry | undefined; readonly now: Date },
): Promise<Agreement | undefined> {
  if (path === undefined) return undefined;
  if (registry === undefined) {
    throw optionMissing("--agreement needs --registry to check its signatures");
  }
  const { verifyAgreement } = await import("@safepassage/message");
  const text = await readText(io, path, "agreement");
  return asKind(path, text, "agreement", () =>
    inFile(path, () => verifyAgreement(text, registry, now), SIGNED),
  );
}

/** The hint in the error table is for the parties. */
const SIGNED = {
  AGREEMENT_INVALID:
    "Give the agreement with a signature of each party that counts now: safepassage agreement check says what it lacks.",
};

/** Reads a consent record, in which an agency keeps one consent of one person. */
export async function readConsentRecord(io: Io, path: string): Promise<ConsentRecord> {
  const { parseConsentRecord } = await import("@safepassage/schema");
  return readAs(io, path, "consentRecord", parseConsentRecord);
}

/** Reads consents as assertions state them, each a JSON file. */
export async function readConsents(io: Io, paths: readonly string[]): Promise<readonly Consent[]> {
  const { parseConsent } = await import("@safepassage/schema");
  const consents: Consent[] = [];
  for (const path of paths) consents.push(await readAs(io, path, "consent", parseConsent));
  return consents;
}
