import type { ProtocolError } from "@safepassage/core";
import { rulesBroken } from "../errors/answer.ts";
import { CliError } from "../errors/cli-error.ts";
import { EXIT, type Exit, type Io } from "../io/command.ts";
import { exitFor, refusalOf } from "../print/refusal.ts";
import { isRefused, type Judged } from "./judge.ts";

/** The result for one message: a judgement, or why it was not judged. */
export type Entry = JudgedEntry | (Place & { readonly error: ProtocolError });

export type JudgedEntry = Place & { readonly judged: Judged };

export interface Place {
  readonly file: string;
  /** In a file that holds one message a line. */
  readonly line?: number | undefined;
}

/** Prints entries as they come, and a summary at the end. */
export interface Reporter {
  /** @returns `undefined` if it was printed at once. */
  entry(entry: Entry): Promise<void> | undefined;
  end(): Promise<void>;
}

/** Name of the file, with the line where there is one. */
export function nameOf({ file, line }: Place): string {
  return line === undefined ? file : `${file} line ${line}`;
}

/** The exit status for an entry. */
export function exitOf(entry: Entry): Exit {
  if ("error" in entry) return exitFor(entry.error);
  return isRefused(entry.judged) ? EXIT.refused : EXIT.done;
}

/** The refusal for a judgement that refuses. */
function refusalIn({ judged, ...place }: JudgedEntry): CliError | undefined {
  if (!isRefused(judged)) return undefined;
  return new CliError("CLI_RULES_BROKEN", rulesBroken(nameOf(place), judged));
}

/** One JSON document a line, each of the JSON Schema `judgement`. */
export function createJsonReporter(io: Io): Reporter {
  return {
    entry(entry) {
      const { file, line } = entry;
      const error = "error" in entry ? entry.error : refusalIn(entry);
      const judged = "error" in entry ? {} : entry.judged;
      const print = (refused: object): void =>
        io.out(JSON.stringify({ file, line, ...judged, ...refused }));
      if (error !== undefined) return refusalOf(error).then((refused) => print({ refused }));
      print({});
      return undefined;
    },
    async end() {},
  };
}
