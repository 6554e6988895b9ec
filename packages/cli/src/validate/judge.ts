import { isJsonObject, type Json, type JsonObject, toInstant } from "@safepassage/core";
import type { Consent, Draft } from "@safepassage/schema";
import type { Tier, ValidationInput } from "@safepassage/validator";
import { type Answer, createAnswer } from "../answer.ts";
import { CliError } from "../cli-error.ts";
import type { Io } from "../command.ts";
import { readerOfConsents, requireNoRequest } from "../commands/minimise.ts";
import { readHistory } from "../read-history.ts";
import {
  type ContextOptions,
  factsOf,
  type Parties,
  readAgreement,
  readConsents,
  readNow,
  readRegistry,
} from "../read-input.ts";
import type { FileDocument } from "./documents.ts";
import { type ToldPass, tellPass } from "./told-pass.ts";

/** What the judge is to know and to say. */
export interface JudgeOptions extends ContextOptions {
  readonly tier?: string;
  readonly wouldPass?: boolean;
  readonly pack?: readonly string[];
}

/** A judgement as the command says it, with what would pass where that was asked for. */
export interface Judged extends Answer {
  readonly wouldPass?: ToldPass;
}

/** Judges what a file or a line holds. `name` stands for it in errors. */
export type Judge = (name: string, document: Pick<FileDocument, "size" | "read">) => Judged;

/**
 * Reads once what all messages are judged with: a mistake in it is one of the whole command.
 *
 * @throws ProtocolError that names the file.
 */
export async function createJudge(io: Io, options: JudgeOptions): Promise<Judge> {
  const tier = tierOf(options);
  const now = readNow(io, options.now);
  const registry = options.registry === undefined ? undefined : await readRegistry(io, options);
  const own = await readConsents(io, options.consent ?? []);
  const agreement = await readAgreement(io, options, now);
  const history = await readHistory(io, options.history, options.as);
  const { BOUNDS, checkDraft, checkMessage } = await import("@safepassage/schema");
  const { validate, whatWouldPass } = await import("@safepassage/validator");
  const instant = toInstant(now);
  const answer = await createAnswer(options);
  const carried = registry && (await readerOfConsents(registry, now));
  const modules = options.pack;
  // Loaded only where it is asked for: validate starts faster without.
  const withPacks =
    modules === undefined
      ? {}
      : { packs: await (await import("./read-packs.ts")).readPacks(io, modules) };

  /** What the agency records and what the message asserts; unknown where nothing tells. */
  function consentsIn(message: JsonObject, isSound: boolean): readonly Consent[] {
    // Only a message of sound shape is looked into; of any other rule R53 says what is wrong.
    if (carried === undefined || !isSound) return own;
    return [...own, ...carried(message as unknown as Draft)];
  }

  return (name, document) => {
    const message = requireMessage(name, document.read());
    const facts = registry && factsOf(registry, parties(message), now);
    const check = isDraft(message) ? checkDraft : checkMessage;
    const issues = check(message, { parsed: document.size <= BOUNDS.text });
    const isSound = issues.length === 0;
    const isToldOfConsents = options.consent !== undefined || (registry !== undefined && isSound);
    const known = history?.(message, isSound);
    const input: ValidationInput = {
      message,
      tier,
      now: instant,
      issues,
      ...(agreement && { agreement }),
      ...(facts && { registry: facts }),
      ...(isToldOfConsents && { consents: consentsIn(message, isSound) }),
      // Tokens of authorisations are not verified here, so that nothing can rest on one.
      authorisations: [],
      ...(known && { history: known }),
    };
    const judgement = validate(input, withPacks);
    const said = answer(judgement);
    if (options.wouldPass !== true || !isRefused(said)) return said;
    return { ...said, wouldPass: tellPass(whatWouldPass(input, withPacks)) };
  };
}

/** Whether a message may neither be sent nor read by everybody. */
export function isRefused({ verdict }: Pick<Answer, "verdict">): boolean {
  return verdict === "reject" || verdict === "quarantine";
}

function tierOf({ tier, agreement, history }: JudgeOptions): Tier {
  if (tier === "schema" || tier === "context" || tier === "state") return tier;
  if (tier !== undefined) throw new CliError("CLI_OPTION_INVALID", `--tier ${tier} is unknown`);
  if (history !== undefined) return "state";
  return agreement === undefined ? "schema" : "context";
}

/** A draft has none of the digests that signing makes, and is judged as a draft. */
function isDraft(message: JsonObject): boolean {
  const { clear } = message;
  return isJsonObject(clear) && !DIGESTS.some((name) => Object.hasOwn(clear, name));
}

function requireMessage(name: string, document: Json): JsonObject {
  requireNoRequest(name, document);
  if (isJsonObject(document) && PARTS.some((part) => part in document)) return document;
  throw new CliError("CLI_NOT_A_MESSAGE", name);
}

function parties({ clear }: JsonObject): Parties {
  const claims = isJsonObject(clear) ? clear : {};
  return {
    sender: claims["env.sender.agencyId"],
    recipient: claims["env.recipient.agencyId"],
  };
}

const PARTS = ["clear", "private", "body"];
const DIGESTS = ["env.digest.private", "env.digest.body"];
