import { decodeBase64urlText } from "@safepassage/core";
import { type Agency, isConsentBasis } from "@safepassage/schema";

/** What a signed message states in clear: on which ground it was sent, and how it may be used. */
export interface Envelope {
  readonly legalBases: readonly string[];
  readonly conditions: readonly string[];
  /** Id and version. */
  readonly agreement: string;
  /** The law that binds its sender, and the sender's State. */
  readonly regime: Agency["regime"];
  readonly country: string;
}

/**
 * Reads the envelope of a signed message. The gateway has verified its signature before it kept it; here it is only read.
 *
 * @param jwt - As `getEvidence` gives it.
 * @returns `undefined` for a text that is no signed message.
 * @see `docs/spec/messages.md`
 */
export function envelopeOf(jwt: string): Envelope | undefined {
  const claims = claimsOf(jwt);
  if (claims === undefined) return undefined;
  const agreement = membersOf(claims["agreement"]);
  const sender = membersOf(claims["sender"]);
  return {
    legalBases: textsOf(claims["bases"]),
    conditions: textsOf(membersOf(claims["handling"])["conditions"]),
    agreement: textsOf([agreement["id"], agreement["version"]]).join(" "),
    // The gateway has compared both with the registry.
    regime: textsOf([sender["regime"]]).join() as Envelope["regime"],
    country: textsOf([sender["country"]]).join(),
  };
}

/** Whether a message rests on consent and on nothing else. Only then a withdrawal has it erased. */
export const isOnConsentAlone = ({ legalBases }: Pick<Envelope, "legalBases">): boolean =>
  legalBases.length > 0 && legalBases.every(isConsentBasis);

/** Reads the claims of a signed token without verifying it. @returns `undefined` for what is no such token. */
export function claimsOf(jwt: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const claims: unknown = JSON.parse(decodeBase64urlText(jwt.split(".")[1] ?? ""));
    return isObject(claims) ? claims : undefined;
  } catch {
    return undefined;
  }
}

const membersOf = (value: unknown): Readonly<Record<string, unknown>> =>
  isObject(value) ? value : {};

const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
