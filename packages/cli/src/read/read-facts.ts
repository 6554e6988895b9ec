import type { SenderFacts } from "@safepassage/agency";
import type { Draft } from "@safepassage/schema";
import { CliError, optionInvalid } from "../errors/cli-error.ts";
import type { Io } from "../io/command.ts";
import { readNow, requireFree } from "./options.ts";
import { type ContextOptions, readAgreement } from "./read-context.ts";
import { readDraft } from "./read-draft.ts";
import { readHistory } from "./read-history.ts";
import { readRegistry } from "./read-registry.ts";

/** Options of a command that prepares a draft. */
export type SenderOptions = Omit<ContextOptions, "as">;

/** What the help says of `--history` to a sender. */
export const HISTORY =
  "what your store knows (JSON, or records as JSON Lines); without it the state tier is not run";

/** Help text of an option that is always refused. */
export const NO_CONSENT = "not taken: the recipient would not see it; see consent assert";

/**
 * Reads a draft, and what its sender knows when it prepares it.
 *
 * @param outputs - Files that the command writes: they must not exist.
 */
export async function readSending(
  io: Io,
  file: string,
  options: SenderOptions,
  ...outputs: readonly (string | undefined)[]
): Promise<{ readonly draft: Draft; readonly facts: SenderFacts }> {
  const { consent = [] } = options;
  // The recipient does not see a consent beside the draft, so it does not count.
  if (consent.length > 0) throw new CliError("CLI_CONSENT_NOT_ASSERTED", consent.join(", "));
  await requireFree(io, ...outputs);
  const now = readNow(io, options.now);
  const draft = await readDraft(io, file);
  const registry = await readRegistry(io, options);
  const agreement = await readAgreement(io, options, now);
  const { clear } = draft;
  if (clear["env.agreementRef"].sha256 !== agreement?.sha256) {
    throw optionInvalid(`${file} names another agreement by its digest`);
  }
  const history = await readHistory(io, options.history, clear["env.sender.agencyId"]);
  const facts: SenderFacts = {
    registry,
    findAgreement: (sha256) => (sha256 === agreement.sha256 ? agreement : undefined),
    now,
    ...(history && {
      historyOf: ({ message, issues }) => history(message, issues.length === 0),
    }),
  };
  return { draft, facts };
}
