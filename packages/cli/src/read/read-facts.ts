import type { SenderFacts } from "@safepassage/agency";
import type { Draft } from "@safepassage/schema";
import { CliError } from "../errors/cli-error.ts";
import type { Io } from "../io/command.ts";
import { readHistory } from "./read-history.ts";
import { type ContextOptions, readAgreement, readRegistry } from "./read-input.ts";

/** Options of a command that prepares a draft. */
export type SenderOptions = Omit<ContextOptions, "as">;

/** What the help says of `--history` to a sender. */
export const HISTORY =
  "what your store knows (JSON, or records as JSON Lines); without it the state tier is not run";

/** Reads what a sender knows when it prepares a draft. */
export async function readSenderFacts(
  io: Io,
  options: SenderOptions,
  { file, draft, now }: { readonly file: string; readonly draft: Draft; readonly now: Date },
): Promise<SenderFacts> {
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
