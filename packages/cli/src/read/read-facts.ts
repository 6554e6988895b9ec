import type { SenderFacts } from "@safepassage/agency";
import type { Draft } from "@safepassage/schema";
import { optionInvalid } from "../errors/cli-error.ts";
import type { Io } from "../io/command.ts";
import { readNow, requireFree } from "./options.ts";
import { type ContextOptions, readAgreement } from "./read-context.ts";
import { readDraft } from "./read-draft.ts";
import { readHistory } from "./read-history.ts";
import { readRegistry } from "./read-registry.ts";

/** Options of a command that prepares a draft. */
export type SenderOptions = Omit<ContextOptions, "as" | "consent">;

/** What the help says of `--history` to a sender. */
export const HISTORY =
  "what your store knows (JSON, or records as JSON Lines); without it the state tier is not run";

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
  await requireFree(io, ...outputs);
  const now = readNow(io, options.now);
  const draft = await readDraft(io, file);
  const registry = await readRegistry(io, options);
  const agreement = await readAgreement(io, options, { registry, now });
  const { clear } = draft;
  if (clear["env.agreementRef"].sha256 !== agreement?.sha256) {
    throw optionInvalid(
      `--agreement is the one that the draft names: ${file} has another digest in env.agreementRef`,
    );
  }
  const historyOf = await readHistory(io, options.history, clear["env.sender.agencyId"]);
  const facts: SenderFacts = {
    registry,
    findAgreement: (sha256) => (sha256 === agreement.sha256 ? agreement : undefined),
    now,
    ...(historyOf && { historyOf }),
  };
  return { draft, facts };
}
