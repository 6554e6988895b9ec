import { toInstant } from "@safepassage/core";
import type { Permission } from "@safepassage/policy";
import type { Consent, Draft } from "@safepassage/schema";
import type { Command } from "commander";
import { CliError } from "../cli-error.ts";
import type { Io } from "../command.ts";
import {
  type ContextOptions,
  readAgreement,
  readConsents,
  readFacts,
  readJson,
  readNow,
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
    .requiredOption("--registry <file>", "registry of agencies")
    .option("--consent <file...>", "consent records of your own (JSON)")
    .option("--now <instant>", "judge at this time instead of now")
    .option("--out <file>", "write the minimised draft")
    .option("--json", "print JSON: the minimised draft and the account of every field")
    .addHelpText(
      "after",
      "\nExample:\n  safepassage minimise draft.json --agreement agr.json --registry registry.json \\\n      --consent consent.json --out minimised.json",
    )
    .action(async (file: string, options: MinimiseOptions) => {
      const { parseDraft } = await import("@safepassage/schema");
      const { minimise } = await import("@safepassage/policy");
      const now = readNow(io, options.now);
      const draft = parseDraft(await readJson(io, file));
      const agreement = await readAgreement(io, options, now);
      const registry = await readFacts(io, options.registry, partiesOf(draft), now);
      if (agreement === undefined || registry === undefined) {
        throw new CliError("CLI_OPTION_MISSING", "--agreement and --registry");
      }
      const result = minimise({
        message: draft,
        agreement,
        consents: await consentsOf(io, draft, options),
        authorisations: draft.private["private.authorisations"],
        registry,
        now: toInstant(now),
      });
      if (options.out !== undefined) {
        await io.write(options.out, `${JSON.stringify(result.draft, null, 2)}\n`);
      }
      if (options.json === true) io.out(JSON.stringify(result));
      else printAccount(io, result.account);
    });
}

/** Entity ids of the two parties. */
export function partiesOf({ clear }: Draft): { sender: string; recipient: string } {
  return {
    sender: clear["env.sender.agencyId"],
    recipient: clear["env.recipient.agencyId"],
  };
}

/** Consents whose assertions the draft carries and that verify, and records given as files. */
export async function consentsOf(
  io: Io,
  draft: Draft,
  { consent = [], registry: path }: ContextOptions,
): Promise<readonly Consent[]> {
  const own = await readConsents(io, consent);
  const assertions = draft.private["private.consentAssertions"];
  if (path === undefined || assertions.length === 0) return own;
  const { verifyConsentAssertion } = await import("@safepassage/message");
  const { readRegistry } = await import("../read-input.ts");
  const registry = await readRegistry(io, path);
  const { recipient } = partiesOf(draft);
  return [
    ...own,
    ...assertions.map((assertion) => verifyConsentAssertion(assertion, recipient, registry)),
  ];
}

function printAccount(io: Io, account: readonly Permission[]): void {
  const longest = Math.max(0, ...account.map(({ field }) => field.length));
  for (const { field, outcome, reason } of account) {
    const why =
      reason === undefined ? "" : `  ${reason.sentence} [${reason.citation}${unread(reason)}]`;
    io.out(`${outcome.padEnd(9)}  ${field.padEnd(longest)}${why}`);
  }
  const count = (outcome: Permission["outcome"]): number =>
    account.filter((one) => one.outcome === outcome).length;
  io.out(
    `${count("allowed")} allowed, ${count("coarsened")} coarsened, ${count("withheld")} withheld`,
  );
}

/**
 * Says how a citation was established where it was not simply read in its source: V read, V2 in a
 * secondary text only, R recalled and not read, P ours.
 */
export function unread({ citationStatus }: { readonly citationStatus: string }): string {
  return citationStatus === "V" || citationStatus === "P" ? "" : `; ${citationStatus}`;
}
