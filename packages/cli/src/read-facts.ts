import type { SenderFacts } from "@safepassage/agency";
import type { Draft } from "@safepassage/schema";
import { CliError } from "./cli-error.ts";
import type { Io } from "./command.ts";
import { readHistory } from "./read-history.ts";
import { type ContextOptions, readAgreement, readRegistry } from "./read-input.ts";

/** Options of a command that prepares a draft. */
export interface SenderOptions extends Omit<ContextOptions, "as"> {
  /** Refused: see {@link readSenderFacts}. */
  readonly consent?: readonly string[];
}

/**
 * Reads what a sender knows when it prepares a draft.
 *
 * A consent record beside the draft is refused: the recipient sees only what the draft asserts, and
 * a draft that passes here would be rejected there.
 */
export async function readSenderFacts(
  io: Io,
  { consent, ...options }: SenderOptions,
  { file, draft, now }: { readonly file: string; readonly draft: Draft; readonly now: Date },
): Promise<SenderFacts> {
  if (consent !== undefined) throw new CliError("CLI_CONSENT_NOT_ASSERTED", consent.join(", "));
  const registry = await readRegistry(io, options);
  const agreement = await readAgreement(io, options, now);
  const { clear } = draft;
  if (clear["env.agreementRef"].sha256 !== agreement?.sha256) {
    throw new CliError("CLI_OPTION_INVALID", `${file} names another agreement by its digest`);
  }
  const history = await readHistory(io, options.history, clear["env.sender.agencyId"]);
  return {
    registry,
    findAgreement: (sha256) => (sha256 === agreement.sha256 ? agreement : undefined),
    now,
    ...(history && {
      historyOf: ({ message, issues }) => history(message, issues.length === 0),
    }),
  };
}
