import {
  isJsonObject,
  type Json,
  type JsonObject,
  ProtocolError,
  toInstant,
} from "@safepassage/core";
import type { Agreement, Consent, Draft, History } from "@safepassage/schema";
import type { Tier } from "@safepassage/validator";
import type { Command } from "commander";
import { type Answer, answer, rulesBroken } from "../answer.ts";
import { CliError } from "../cli-error.ts";
import { EXIT, type Exit, type Io, worstOf } from "../command.ts";
import { printJudgement } from "../print-judgement.ts";
import type { Finish } from "../program.ts";
import {
  type ContextOptions,
  REGISTRY,
  REGISTRY_KEY,
  readAgreement,
  readConsents,
  readFacts,
  readHistory,
  readJson,
  readNow,
  readRegistry,
} from "../read-input.ts";
import { exitFor, refusalOf, report } from "../refusal.ts";
import { consentsOf, requireNoRequest } from "./minimise.ts";

interface ValidateOptions extends ContextOptions {
  readonly tier?: string;
  readonly json?: boolean;
}

/** `safepassage validate`: is this draft or opened message good? */
export function addValidate(program: Command, io: Io, finish: Finish): void {
  program
    .command("validate <file...>")
    .description("Judge drafts or opened messages (JSON), with whatever context is given")
    .option("--tier <tier>", "schema, context or state; default: what the context allows")
    .option("--agreement <file>", "agreement, signed by its parties; needs --registry")
    .option("--registry <file>", REGISTRY)
    .option("--registry-key <file>", REGISTRY_KEY)
    .option("--consent <file...>", "consent records (JSON)")
    .option("--history <file>", "what your store knows (JSON)")
    .option("--now <instant>", "judge at this time instead of now")
    .option("--json", "print one JSON judgement a line")
    .addHelpText(
      "after",
      "\nExample:\n  safepassage validate message.json --agreement agr.json --registry registry.json\n\nA rule whose input is missing is reported as not evaluated, never as passed.",
    )
    .action(async (files: readonly string[], options: ValidateOptions) => {
      const now = readNow(io, options.now);
      // What all files are judged with is read once: a mistake in it is one of the whole command.
      if (options.registry !== undefined) await readRegistry(io, options);
      await readConsents(io, options.consent ?? []);
      const agreement = await readAgreement(io, options, now);
      const history = await readHistory(io, options.history);
      const context = { tier: tierOf(options), now, agreement, history };
      const exits: Exit[] = [];
      for (const file of files) exits.push(await judgeFile(io, file, options, context));
      finish(worstOf(exits));
    });
}

interface JudgingContext {
  readonly tier: Tier;
  readonly now: Date;
  readonly agreement: Agreement | undefined;
  readonly history: History | undefined;
}

/** Judges one file and says so. A file that cannot be read does not keep the others from it. */
async function judgeFile(
  io: Io,
  file: string,
  options: ValidateOptions,
  context: JudgingContext,
): Promise<Exit> {
  try {
    const said = await judge(io, file, options, context);
    const isRejected = said.verdict === "reject";
    if (options.json === true) {
      const refused = isRejected ? { refused: await refusedBy(file, said) } : {};
      io.out(JSON.stringify({ file, ...said, ...refused }));
    } else printJudgement(io, file, said);
    return isRejected ? EXIT.refused : EXIT.done;
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    if (!error.message.startsWith(file)) error.message = `${file}: ${error.message}`;
    if (options.json === true) io.out(JSON.stringify({ file, refused: await refusalOf(error) }));
    else await report(error, false, io);
    return exitFor(error);
  }
}

async function judge(
  io: Io,
  file: string,
  options: ValidateOptions,
  { tier, now, agreement, history }: JudgingContext,
): Promise<Answer> {
  const { validate } = await import("@safepassage/validator");
  const message = requireMessage(file, await readJson(io, file));
  const registry = await readFacts(io, options, parties(message), now);
  const consents = await consentsIn(io, message, options, now);
  const judgement = validate({
    message,
    tier,
    now: toInstant(now),
    ...(agreement && { agreement }),
    ...(registry && { registry }),
    ...(consents && { consents }),
    // Tokens of authorisations are not verified here, so that nothing can rest on one.
    authorisations: [],
    ...(history && { history }),
  });
  return answer(judgement, options);
}

function refusedBy(file: string, said: Answer) {
  return refusalOf(new CliError("CLI_RULES_BROKEN", rulesBroken(file, said)));
}

function tierOf({ tier, agreement, history }: ValidateOptions): Tier {
  if (tier === "schema" || tier === "context" || tier === "state") return tier;
  if (tier !== undefined) throw new CliError("CLI_OPTION_INVALID", `--tier ${tier} is unknown`);
  if (history !== undefined) return "state";
  return agreement === undefined ? "schema" : "context";
}

/** What the agency records and what the message asserts; unknown where nothing tells. */
async function consentsIn(
  io: Io,
  message: JsonObject,
  options: ContextOptions,
  now: Date,
): Promise<readonly Consent[] | undefined> {
  const { checkDraft, checkMessage } = await import("@safepassage/schema");
  // Only a message of sound shape is looked into; of any other rule R53 says what is wrong.
  const isSound = checkDraft(message).length === 0 || checkMessage(message).length === 0;
  if (isSound && options.registry !== undefined) {
    return consentsOf(io, message as unknown as Draft, options, now);
  }
  return options.consent && readConsents(io, options.consent);
}

function requireMessage(path: string, file: Json): JsonObject {
  requireNoRequest(path, file);
  if (isJsonObject(file) && ["clear", "private", "body"].some((name) => name in file)) return file;
  throw new CliError("CLI_NOT_A_MESSAGE", path);
}

function parties(message: Json): { sender: unknown; recipient: unknown } {
  const clear = isJsonObject(message) && isJsonObject(message["clear"]) ? message["clear"] : {};
  return {
    sender: clear["env.sender.agencyId"],
    recipient: clear["env.recipient.agencyId"],
  };
}
