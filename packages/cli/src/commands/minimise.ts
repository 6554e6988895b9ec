import { isJsonObject, type Json, toInstant } from "@safepassage/core";
import type { Permission } from "@safepassage/policy";
import type { Consent, Draft } from "@safepassage/schema";
import type { AgencyRegistry } from "@safepassage/trust";
import type { Command } from "commander";
import { CliError } from "../cli-error.ts";
import type { Io } from "../command.ts";
import {
  type ContextOptions,
  inFile,
  REGISTRY,
  REGISTRY_KEY,
  readAgreement,
  readConsents,
  readJson,
  readNow,
  readRegistry,
  requireFree,
} from "../read-input.ts";

interface MinimiseOptions extends ContextOptions {
  readonly out?: string;
  readonly json?: boolean;
}

/** `safepassage minimise`: what of a draft may leave, and why the rest may not. */
export function addMinimise(program: Command, io: Io): void {
  program
    .command("minimise <draft>")
    .description("Reduce a draft to what purpose, agreement, legal basis and consent permit")
    .requiredOption("--agreement <file>", "agreement, signed by its parties")
    .requiredOption("--registry <file>", REGISTRY)
    .option("--registry-key <file>", REGISTRY_KEY)
    .option("--consent <file...>", "consent records of your own (JSON)")
    .option("--now <instant>", "judge at this time instead of now")
    .option("--out <file>", "write the minimised draft")
    .option("--json", "print JSON: the minimised draft and the account of every field")
    .addHelpText(
      "after",
      "\nExample:\n  safepassage minimise draft.json --agreement agr.json --registry registry.json \\\n      --consent consent.json --out minimised.json",
    )
    .action(async (file: string, options: MinimiseOptions) => {
      const { minimise } = await import("@safepassage/policy");
      const { readAuthorisations } = await import("@safepassage/message");
      const { registryFacts } = await import("@safepassage/trust");
      await requireFree(io, options.out);
      const now = readNow(io, options.now);
      const draft = await readDraft(io, file);
      const agreement = await readAgreement(io, options, now);
      const registry = await readRegistry(io, options);
      if (agreement === undefined) throw new CliError("CLI_OPTION_MISSING", "--agreement");
      if (draft.clear["env.agreementRef"].sha256 !== agreement.sha256) {
        throw new CliError("CLI_OPTION_INVALID", `${file} names another agreement by its digest`);
      }
      const result = minimise({
        message: draft,
        agreement,
        consents: await consentsOf(io, draft, options, now),
        authorisations: readAuthorisations(draft, registry, now).verified,
        registry: registryFacts(registry, draft),
        now: toInstant(now),
      });
      const { findLeaks } = await import("@safepassage/validator");
      const leaks = findLeaks({ held: draft.body, message: result.draft });
      const leaking = leaks.filter(({ severity }) => severity === "error");
      if (leaking.length > 0) {
        const places = leaking.map(({ code, pointer }) => `${code} at ${pointer}`);
        throw new CliError("CLI_WITHHELD_VALUE", `${file}: ${places.join(", ")}`);
      }
      if (options.out !== undefined) {
        const text = `${JSON.stringify(result.draft, null, 2)}\n`;
        await io.write(options.out, text, { secret: true });
      }
      if (options.json === true) io.out(JSON.stringify(result));
      else await printAccount(io, result.account);
    });
}

/** Reads a draft. @throws SchemaError, with every issue. */
export async function readDraft(io: Io, path: string): Promise<Draft> {
  const { parseDraft } = await import("@safepassage/schema");
  const file = await readJson(io, path);
  requireNoRequest(path, file);
  return inFile(path, () => parseDraft(file));
}

/** A gateway's draft request is called a draft too, and has none of the envelope. */
export function requireNoRequest(path: string, file: Json): void {
  if (isJsonObject(file) && "recipient" in file && "messageType" in file) {
    throw new CliError("CLI_DRAFT_REQUEST", path);
  }
}

/** Entity ids of the two parties. */
export function partiesOf({ clear }: Draft): { sender: string; recipient: string } {
  return {
    sender: clear["env.sender.agencyId"],
    recipient: clear["env.recipient.agencyId"],
  };
}

/**
 * Consents whose assertions a message carries and that verify, and records given as files.
 *
 * An assertion that does not verify is left out, so that nothing can rest on it; rule R32 names it.
 */
async function consentsOf(
  io: Io,
  { clear, private: hidden }: Pick<Draft, "clear" | "private">,
  { consent = [], ...options }: ContextOptions,
  now: Date,
): Promise<readonly Consent[]> {
  const own = await readConsents(io, consent);
  const assertions = hidden["private.consentAssertions"];
  if (options.registry === undefined || assertions.length === 0) return own;
  return [
    ...own,
    ...(await readerOfConsents(await readRegistry(io, options), now))({ clear, private: hidden }),
  ];
}

/** Reads the consents whose assertions a message carries and that verify. */
export async function readerOfConsents(
  registry: AgencyRegistry,
  now: Date,
): Promise<(message: Pick<Draft, "clear" | "private">) => readonly Consent[]> {
  const { MessageError, verifyConsentAssertion } = await import("@safepassage/message");
  return ({ clear, private: hidden }) =>
    hidden["private.consentAssertions"].flatMap((assertion) => {
      try {
        const recipient = clear["env.recipient.agencyId"];
        return [verifyConsentAssertion(assertion, recipient, registry, now)];
      } catch (error) {
        if (error instanceof MessageError) return [];
        throw error;
      }
    });
}

/** Reasons come as numbered notes: most fields share a few of them. */
async function printAccount(io: Io, account: readonly Permission[]): Promise<void> {
  const { isCitationRead } = await import("@safepassage/schema");
  const notes: string[] = [];
  const noteOf = ({ reason }: Permission): string => {
    if (reason === undefined) return "";
    const { sentence, citation, citationStatus } = reason;
    const isMarked = citationStatus !== "P" && !isCitationRead(citationStatus);
    const note = `${sentence} [${citation}${isMarked ? UNREAD : ""}]`;
    const known = notes.indexOf(note);
    return `  (${known >= 0 ? known + 1 : notes.push(note)})`;
  };
  const longest = Math.max(0, ...account.map(({ field }) => field.length));
  for (const permission of account) {
    const { field, outcome } = permission;
    io.out(`${outcome.padEnd(9)}  ${field.padEnd(longest)}${noteOf(permission)}`.trimEnd());
  }
  for (const [index, note] of notes.entries()) io.out(`(${index + 1}) ${note}`);
  const count = (outcome: Permission["outcome"]): number =>
    account.filter((one) => one.outcome === outcome).length;
  io.out(
    `${count("allowed")} allowed, ${count("coarsened")} coarsened, ${count("withheld")} withheld`,
  );
}

/** Behind a citation of which not all was read in its source; docs/legal/citations.md says what. */
export const UNREAD = "; not all read";
