import { ProtocolError } from "@safepassage/core";
import type { Command } from "commander";
import { optionInvalid } from "../errors/cli-error.ts";
import { EXIT, type Exit, type Finish, type Io, worseOf } from "../io/command.ts";
import { readNow } from "../read/options.ts";
import { REGISTRY, REGISTRY_KEY } from "../read/read-registry.ts";
import { type FileDocument, readDocuments } from "../validate/documents.ts";
import {
  createJsonReporter,
  type Entry,
  exitOf,
  nameOf,
  type Place,
  type Reporter,
} from "../validate/entry.ts";
import { createJudge, type Judge, type JudgeOptions } from "../validate/judge.ts";
import { createWatch } from "../validate/watch.ts";

interface ValidateOptions extends JudgeOptions {
  readonly format?: string;
}

/** `safepassage validate`: are these drafts or opened messages good? */
export function addValidate(program: Command, io: Io, finish: Finish): void {
  program
    .command("validate <file...>")
    .description("Judge drafts and messages: opened, signed or sealed")
    .option("--tier <tier>", "schema, context or state; default: what the context allows")
    .option("--agreement <file>", "agreement, signed by its parties; needs --registry")
    .option("--registry <file>", REGISTRY)
    .option("--registry-key <file>", REGISTRY_KEY)
    .option("--consent <file...>", "consents as an assertion states them (JSON)")
    .option(
      "--history <file>",
      "what your store knows: one JSON object, or its records as JSON Lines",
    )
    .option("--as <entity>", "entity id of your agency; sealed messages and records need it")
    .option("--epoch-key <file>", "private key of the epoch that messages are sealed to, or epochs")
    .option("--now <instant>", "judge at this time instead of now")
    .option("--pack <module...>", "rules of your own law: JavaScript modules, which are run")
    .option("--would-pass", "show what could pass of a refused message")
    .option(
      "--format <format>",
      "text, json (one judgement a line) or html (one page); default: text",
    )
    .option("--json", "the same as --format json")
    .addHelpText("after", HELP)
    .action(async (paths: readonly string[], options: ValidateOptions) => {
      const reporter = await createReporter(io, options, paths);
      const judge = await createJudge(io, options);
      const watch = createWatch(io);
      let exit: Exit = EXIT.done;
      for (const path of paths) {
        for await (const entries of judgePath(io, path, judge)) {
          for (const entry of entries) {
            watch.saw(entry);
            const isTold = reporter.entry(entry);
            if (isTold !== undefined) await isTold;
            exit = worseOf(exit, exitOf(entry));
          }
        }
      }
      watch.end();
      await reporter.end();
      finish(exit);
    });
}

async function createReporter(
  io: Io,
  { format, json, now }: ValidateOptions,
  paths: readonly string[],
): Promise<Reporter> {
  const chosen = format ?? (json === true ? "json" : "text");
  if (json === true && chosen !== "json") {
    throw optionInvalid(`--json and --format ${chosen} contradict each other`);
  }
  if (chosen === "json") return createJsonReporter(io);
  if (chosen === "text") {
    const { createTextReporter } = await import("../validate/text-report.ts");
    return createTextReporter(io, paths.length === 1 ? paths[0] : undefined);
  }
  if (chosen === "html") {
    const { createHtmlReporter } = await import("../validate/html-report.ts");
    return createHtmlReporter(io, readNow(io, now));
  }
  throw optionInvalid(`--format is text, json or html, and not ${chosen}`);
}

/** Judges all files of a path. An unreadable file does not stop the rest. */
async function* judgePath(io: Io, path: string, judge: Judge): AsyncGenerator<Iterable<Entry>> {
  try {
    for await (const file of io.list(path)) yield* judgeFile(io, file, judge);
  } catch (error) {
    yield [unread({ file: path }, error)];
  }
}

async function* judgeFile(io: Io, file: string, judge: Judge): AsyncGenerator<Iterable<Entry>> {
  const batches = readDocuments(io, file);
  for (;;) {
    try {
      const { done, value: documents } = await batches.next();
      if (done === true) return;
      await judge.prepare(documents);
      yield judgeAll(file, documents, judge);
    } catch (error) {
      yield [unread({ file }, error)];
    }
  }
}

function* judgeAll(
  file: string,
  documents: readonly FileDocument[],
  judge: Judge,
): Generator<Entry> {
  for (const document of documents) {
    const place = { file, line: document.line };
    let entry: Entry;
    try {
      entry = { ...place, judged: judge.judge(nameOf(place), document) };
    } catch (error) {
      entry = unread(place, error);
    }
    yield entry;
  }
}

function unread(place: Place, error: unknown): Entry {
  if (!(error instanceof ProtocolError)) throw error;
  const name = nameOf(place);
  if (!error.message.startsWith(name)) error.message = `${name}: ${error.message}`;
  return { ...place, error };
}

const HELP = `
Example:
  safepassage validate message.json --agreement agr.json --registry registry.json

A file holds one message, or one a line (JSON Lines): a draft or an opened message as JSON, a signed
or sealed message as text. The envelope of a signed message is checked too, as far as --registry and
--agreement allow; a sealed message needs --as and --epoch-key. In a folder, files ending in .json,
.jsonl or .ndjson are read; - is standard input.

Exit status: 0 no message was refused; 1 one was rejected or quarantined, or is no message; 2 a file
could not be read.

A rule whose input is missing is reported as not evaluated, never as passed.`;
