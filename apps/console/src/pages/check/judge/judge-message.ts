import { isJsonObject, type JsonObject, toInstant } from "@safepassage/core";
import {
  type InspectedMessage,
  inspectMessage,
  readAuthorisations,
  readConsents,
} from "@safepassage/message/web";
import {
  type Agreement,
  BOUNDS,
  checkDraft,
  checkMessage,
  type Draft,
  PROFILE_DIGEST,
} from "@safepassage/schema";
import { registryFacts, type SignerChange, signerChange } from "@safepassage/trust/web";
import {
  type Judgement,
  type NotEvaluated,
  undecidedRules,
  type ValidationInput,
  validate,
} from "@safepassage/validator";
import type { UsedRegistry } from "./facts.ts";
import { claimOf, headerOf } from "./jws-claims.ts";
import type { JudgedThing } from "./thing.ts";

/** What is said of a draft or a message. */
export interface JudgedMessage {
  readonly kind: JudgedThing["kind"];
  /** Of the judgement; `noFaultFound` where rules were not judged without which nothing may be called accepted. */
  readonly verdict: Judgement["verdict"] | "noFaultFound";
  readonly judgement: Judgement;
  /** Those rules. */
  readonly undecided: readonly NotEvaluated[];
  /** When it was judged. Instant. */
  readonly at: string;
  /** The message, if its form is sound. Otherwise nobody knows how to read it. */
  readonly sound: Draft | undefined;
  /** Of a signed message. */
  readonly signature: MessageSignature | undefined;
}

/** Who says to have signed a message, and with which key. */
export interface MessageSignature {
  readonly entity: string;
  readonly kid: string;
  /** When it says that it was made. */
  readonly at: Date | undefined;
  /** Whether it was checked, and is good. Without a registry it was not checked. */
  readonly isChecked: boolean;
  /** What has become of who signed it, to this day. */
  readonly change: SignerChange | undefined;
}

/** What messages are judged by. */
export interface MessageFacts {
  readonly registry: UsedRegistry | undefined;
  readonly agreement: Agreement | undefined;
  /** The time that it is judged as of. */
  readonly now: Date;
  /** The time of the machine. */
  readonly today: Date;
}

/**
 * Judges a draft or a message, as `safepassage validate` does with the same files.
 *
 * @throws ProtocolError if it fails a structural check: it is not judged then.
 */
export function judgeMessage(thing: JudgedThing, facts: MessageFacts): JudgedMessage {
  const { known, signature } =
    thing.kind === "signed"
      ? openedInput(thing.sdJwt, facts)
      : { known: decodedInput(thing, facts), signature: undefined };
  const { agreement, now } = facts;
  const at = toInstant(now);
  const tier = agreement === undefined ? "schema" : "context";
  const judgement = validate({ ...known, tier, now: at });
  const isRefused = judgement.verdict === "reject" || judgement.verdict === "quarantine";
  const undecided = isRefused ? [] : undecidedRules(judgement);
  const isSound = known.issues?.length === 0;
  return {
    kind: thing.kind,
    verdict: undecided.length > 0 ? "noFaultFound" : judgement.verdict,
    ...{ judgement, undecided, at },
    sound: isSound ? (known.message as Draft) : undefined,
    signature,
  };
}

/** When a draft or a message says that it was made; `undefined` if it does not, or names a time before 1970 or after 9999. */
export function madeAt(thing: JudgedThing): Date | undefined {
  const said = thing.kind === "signed" ? signedAt(thing.sdJwt) : writtenAt(thing.json);
  const time = said?.getTime() ?? Number.NaN;
  return time >= 0 && time < END_MS ? said : undefined;
}

function signedAt(sdJwt: string): Date | undefined {
  const iat = claimOf(sdJwt, "iat");
  return typeof iat === "number" ? new Date(iat * 1000) : undefined;
}

function writtenAt({ clear }: JsonObject): Date | undefined {
  const at = clear !== undefined && isJsonObject(clear) ? clear["env.createdAt"] : undefined;
  return typeof at === "string" ? new Date(at) : undefined;
}

function inspect(sdJwt: string, { registry, agreement, now }: MessageFacts): InspectedMessage {
  return inspectMessage(sdJwt, {
    clock: { now: () => now },
    ...(registry && { registry: registry.registry }),
    ...(agreement && {
      findAgreement: (sha256: string) => (sha256 === agreement.sha256 ? agreement : undefined),
      profiles: [PROFILE_DIGEST],
    }),
  });
}

type Known = Omit<ValidationInput, "tier" | "now">;

function openedInput(
  sdJwt: string,
  facts: MessageFacts,
): { readonly known: Known; readonly signature: MessageSignature } {
  const opened = inspect(sdJwt, facts);
  const { message, structural, issues, agreement, consents, authorisations, jwt } = opened;
  const { registry, today } = facts;
  const entity = message.clear["env.sender.agencyId"];
  const kid = String(headerOf(jwt, "kid"));
  return {
    known: {
      ...{ message, structural, issues },
      ...(agreement && { agreement }),
      ...(consents && { consents }),
      ...(authorisations && { authorisations }),
      ...(registry && { registry: registryFacts(registry.registry, message) }),
    },
    signature: {
      ...{ entity, kid, at: signedAt(jwt), isChecked: registry !== undefined },
      change: registry && signerChange(registry.registry, { entity, kid }, today),
    },
  };
}

function decodedInput(
  { kind, json: message, units }: Exclude<JudgedThing, { readonly kind: "signed" }>,
  { registry: used, agreement, now }: MessageFacts,
): Known {
  const check = kind === "draft" ? checkDraft : checkMessage;
  const issues = check(message, { parsed: units <= BOUNDS.text });
  const base = { message, issues, ...(agreement && { agreement }) };
  if (used === undefined) return base;
  const { registry } = used;
  const facts = { ...base, registry: registryFacts(registry, message, { otherwise: now }) };
  // Only a message of sound form is read further; rule R53 says what is wrong with any other.
  if (issues.length > 0) return facts;
  const sound = message as unknown as Draft;
  return {
    ...facts,
    consents: readConsents(sound, registry, now),
    authorisations: readAuthorisations(sound, registry, now).verified,
  };
}

/** An instant has a year of four digits (RFC 3339, 5.6). */
const END_MS = Date.UTC(10_000, 0);
