import { Option } from "commander";

/** What the help says of `--history` to a sender. */
export const HISTORY =
  "what your store knows (JSON, or records as JSON Lines); without it the state tier is not run";

/**
 * `--consent` of earlier versions. It let pass here what the recipient rejects, who never sees the
 * record; whoever still gives it is told what to do instead.
 */
export function refusedConsent(): Option {
  return new Option("--consent <file...>").hideHelp();
}
