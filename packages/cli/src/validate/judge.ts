import { isJsonObject, type Json, type JsonObject, toInstant } from "@safepassage/core";
import type { Consent, DecodedMessage, Draft, History } from "@safepassage/schema";
import type { AgencyRegistry } from "@safepassage/trust";
import type { Tier, ValidationInput } from "@safepassage/validator";
import { type Answer, createAnswer } from "../errors/answer.ts";
import { CliError, optionInvalid } from "../errors/cli-error.ts";
import type { Io } from "../io/command.ts";
import { asKind } from "../read/needs.ts";
import { OPENING } from "../read/opening.ts";
import { readNow, requireOwn } from "../read/options.ts";
import { type ContextOptions, readAgreement, readConsents } from "../read/read-context.ts";
import { requireNoRequest } from "../read/read-draft.ts";
import { readHistory } from "../read/read-history.ts";
import { inFile, LOCAL } from "../read/read-input.ts";
import { readRegistryIfGiven } from "../read/read-registry.ts";
import type { FileDocument } from "./documents.ts";
import { type ToldPass, tellPass } from "./told-pass.ts";

/** What the judge is given, and what it should answer. */
export interface JudgeOptions extends ContextOptions {
  readonly epochKey?: string;
  readonly tier?: string;
  readonly wouldPass?: boolean;
  readonly pack?: readonly string[];
}

/** A judgement as the command prints it, with what would pass if that was asked for. */
export interface Judged extends Answer {
  readonly wouldPass?: ToldPass;
}

/** Judges files and lines. `name` names one of them in errors. */
export interface Judge {
  judge(name: string, document: FileDocument): Judged;
  /** Loads what only these documents need; call it before {@link Judge.judge}. */
  prepare(documents: readonly FileDocument[]): Promise<void>;
}

/**
 * Reads once the facts for all messages: a mistake in them ends the command.
 *
 * @throws ProtocolError that names the file.
 */
export async function createJudge(io: Io, options: JudgeOptions): Promise<Judge> {
  await requireOwn(options);
  const tier = tierOf(options);
  const now = readNow(io, options.now);
  const registry = await readRegistryIfGiven(io, options);
  const own = await readConsents(io, options.consent ?? []);
  const agreement = await readAgreement(io, options, { registry, now });
  const historyOf = await readHistory(io, options.history, options.as);
  const { BOUNDS, checkDraft, checkMessage, isCitationRead } = await import("@safepassage/schema");
  const { validate, sayBeside, whatWouldPass } = await import("@safepassage/validator");
  const instant = toInstant(now);
  const answer = await createAnswer(options);
  // Loaded only with a registry: validate starts faster without.
  const readers = registry && (await loadReaders(registry, now));
  const withPacks = options.pack === undefined ? {} : await loadPacks(io, options.pack);

  async function loadInspect(): Promise<(name: string, text: string) => ValidationInput> {
    const { createInspect } = await import("./inspect.ts");
    const { openedInput } = await import("@safepassage/agency");
    const inspect = await createInspect(io, options, { registry, agreement, now });
    return (name, text) => {
      const opened = inspect(name, text);
      const known = historyOf?.(opened);
      return {
        ...openedInput(opened, registry, known),
        tier,
        now: instant,
        ...consentsOf(opened.consents),
        ...(known && { history: known }),
      };
    };
  }

  // An unreadable key ends the command, whatever the files hold.
  let inspect = options.epochKey === undefined ? undefined : await loadInspect();

  /** Collects the input for a draft, or for a message that was opened before. */
  function inputOf(name: string, json: Json, size: number): ValidationInput {
    const message = requireMessage(name, json);
    const check = isDraft(message) ? checkDraft : checkMessage;
    const issues = check(message, { parsed: size <= BOUNDS.text });
    const isSound = issues.length === 0;
    // Only a message of sound shape is read further; rule R53 says what is wrong with any other.
    const { consents: asserted, ...authorised } = isSound ? (readers?.read(message) ?? {}) : {};
    const known = historyOf?.({ message: message as unknown as DecodedMessage, issues });
    return {
      message,
      tier,
      now: instant,
      issues,
      ...(agreement && { agreement }),
      ...(readers && { registry: readers.facts(message, known) }),
      ...consentsOf(asserted),
      ...authorised,
      ...(known && { history: known }),
    };
  }

  /** Joins the consents given and those the message asserts; unknown if there are neither. */
  function consentsOf(asserted: readonly Consent[] | undefined): Pick<ValidationInput, "consents"> {
    if (options.consent === undefined && asserted === undefined) return {};
    return { consents: [...own, ...(asserted ?? [])] };
  }

  return {
    async prepare(documents) {
      if (inspect !== undefined || !documents.some(({ isSigned }) => isSigned)) return;
      inspect = await loadInspect();
    },
    judge(name, document) {
      const need = document.line === undefined ? "checked" : "checkedLine";
      const input = asKind(name, document.octets, need, () => {
        const json = inFile(name, () => document.read(), LOCAL);
        const signed = inspect;
        return typeof json === "string" && signed !== undefined
          ? inFile(name, () => signed(name, json), SIGNED)
          : inputOf(name, json, document.size);
      });
      const judgement = validate(input, withPacks);
      const said = answer(judgement);
      if (options.wouldPass !== true || !isRefused(said)) return said;
      const telling = { say: sayBeside, isRead: isCitationRead };
      return { ...said, wouldPass: tellPass(whatWouldPass(input, withPacks), telling) };
    },
  };
}

/** Whether a message may not be sent, or not be read by everybody. */
export function isRefused({ verdict }: Pick<Answer, "verdict">): boolean {
  return verdict === "reject" || verdict === "quarantine";
}

function tierOf({ tier, agreement, history }: JudgeOptions): Tier {
  if (tier === "schema" || tier === "context" || tier === "state") return tier;
  if (tier !== undefined)
    throw optionInvalid(`--tier is schema, context or state, and not ${tier}`);
  if (history !== undefined) return "state";
  return agreement === undefined ? "schema" : "context";
}

/** Whether a message is a draft: it lacks the digests that signing adds. */
function isDraft(message: JsonObject): boolean {
  const { clear } = message;
  return isJsonObject(clear) && !DIGESTS.some((name) => Object.hasOwn(clear, name));
}

function requireMessage(name: string, document: Json): JsonObject {
  requireNoRequest(name, document);
  if (isJsonObject(document) && PARTS.some((part) => part in document)) return document;
  throw new CliError("CLI_NOT_A_MESSAGE", name);
}

// Loaded only on request: validate starts faster without.
async function loadPacks(io: Io, modules: readonly string[]) {
  const { readPacks } = await import("./read-packs.ts");
  return { packs: await readPacks(io, modules) };
}

/** Loads what reads that which only a registry can verify. */
async function loadReaders(registry: AgencyRegistry, now: Date) {
  const { readAuthorisations, readConsents: readAsserted } = await import("@safepassage/message");
  const { registryFacts } = await import("@safepassage/trust");
  return {
    facts(message: JsonObject, history: History | undefined) {
      const corrected = history?.corrected?.map((held) => held.message) ?? [];
      return registryFacts(registry, message, { otherwise: now, corrected });
    },
    read(message: JsonObject) {
      const sound = message as unknown as Draft;
      return {
        consents: readAsserted(sound, registry, now),
        authorisations: readAuthorisations(sound, registry, now).verified,
      };
    },
  };
}

/** The hints in the error tables are for the sender. */
const SIGNED = {
  ...OPENING,
  JWS_TYPE_WRONG:
    "It is signed, but it is no message: give a draft, or a signed or sealed message.",
};
const PARTS = ["clear", "private", "body"];
const DIGESTS = ["env.digest.private", "env.digest.body"];
