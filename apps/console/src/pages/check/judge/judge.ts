import { matchTexts } from "./evidence-texts.ts";
import { factTexts, readAgreement, readRegistry, type UsedRegistry } from "./facts.ts";
import { type JudgedEvidence, judgeEvidence } from "./judge-evidence.ts";
import { type JudgedMessage, judgeMessage, madeAt } from "./judge-message.ts";
import type { Given } from "./read-given.ts";
import { attempt, type Refusal, refusalOf, type Tried } from "./refusal.ts";
import { withSignatures } from "./signatures.ts";
import type { EvidenceThing, JudgedThing } from "./thing.ts";

/** At which time to judge: now, or when each message says it was made. */
export type When = "now" | "made";

/** All that is said of what was given. */
export type Outcome =
  | {
      /** Why nothing is judged: the registry or its key cannot be used, or the browser cannot check signatures. */
      readonly stopped: Refusal;
    }
  | {
      readonly messages: readonly NamedMessage[];
      readonly evidence: Tried<JudgedEvidence> | undefined;
      /** Which registry signatures were checked with. `undefined`: none was checked. */
      readonly checkedWith: CheckedWith | undefined;
    };

/** What is said of one draft or message, or why it is not judged. */
export interface NamedMessage {
  /** Place in what was given. */
  readonly index: number;
  /** Name of its file; empty for a text that was pasted. */
  readonly name: string;
  readonly judged: Tried<JudgedMessage>;
}

/** The registry, as far as whoever relies on a signature has to know it. */
export interface CheckedWith {
  readonly isSigned: boolean;
  readonly issuedAt: string;
  /** Whether it was issued before a message or evidence that it checks was signed. */
  readonly isOlder: boolean;
  readonly isTest: boolean;
}

/**
 * Judges all that was given. Asks nothing of a network.
 *
 * @param now - The time of the machine.
 */
export async function judge(
  given: readonly Given[],
  { when, now }: { readonly when: When; readonly now: Date },
): Promise<Outcome> {
  const things = given.map(({ thing }) => thing);
  const facts = factTexts(things);
  try {
    return await withSignatures((createVerifier): Outcome => {
      const registry = attempt(() => readRegistry(facts, createVerifier));
      if ("refusal" in registry) return { stopped: registry.refusal };
      const used = registry.value;
      const messages = given.flatMap(({ name, thing }, index): NamedMessage[] => {
        if (!isJudged(thing)) return [];
        const at = when === "made" ? (madeAt(thing) ?? now) : now;
        const judged = attempt(() => {
          const agreement = readAgreement(facts, used, at);
          return judgeMessage(thing, { registry: used, agreement, now: at, today: now });
        });
        return [{ index, name, judged }];
      });
      const evidence = evidenceOf(given, used, now);
      return { messages, evidence, checkedWith: used && told(used, messages, evidence) };
    });
  } catch (error) {
    return { stopped: refusalOf(error) };
  }
}

/** Checks evidence, if there is any and a registry to check it with. A signed message counts with the receipts for it. */
function evidenceOf(
  given: readonly Given[],
  used: UsedRegistry | undefined,
  now: Date,
): Tried<JudgedEvidence> | undefined {
  const things = given.map(({ thing }) => thing);
  const evidence = things.filter((one): one is EvidenceThing => one.kind === "evidence");
  if (used === undefined || evidence.length === 0) return undefined;
  const whole = things.flatMap((one) =>
    one.kind === "signed"
      ? [{ messages: [{ jwt: one.sdJwt.split("~", 1)[0] ?? "", receipts: [] }], receipts: [] }]
      : [],
  );
  return attempt(() => judgeEvidence(matchTexts([...evidence, ...whole]), used.registry, now));
}

/** Whether something is a draft or a message. */
export const isJudged = (thing: Given["thing"]): thing is JudgedThing =>
  thing.kind === "draft" || thing.kind === "message" || thing.kind === "signed";

function told(
  { registry: { issuedAt, test }, isSigned }: UsedRegistry,
  messages: readonly NamedMessage[],
  evidence: Tried<JudgedEvidence> | undefined,
): CheckedWith {
  const isOlder = [
    evidence && "value" in evidence ? evidence.value.lastSignedAt : undefined,
    ...messages.map(({ judged }) => ("value" in judged ? judged.value.signature?.at : undefined)),
  ].some((at) => at !== undefined && issuedAt < at);
  return { isSigned, issuedAt: issuedAt.toISOString(), isOlder, isTest: test };
}
