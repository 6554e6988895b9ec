import { sha256Base64url } from "@safepassage/core";
import {
  MessageError,
  type OpenedMessage,
  readAuthorisations,
  verifyConsentAssertion,
} from "@safepassage/message";
import type { DecodedMessage, Private } from "@safepassage/schema";
import type { Judgement } from "@safepassage/validator";
import type { GatewayContext } from "./context.ts";
import type { InboxContent } from "./store.ts";

/**
 * What is kept of a message: it, and what the agency's own systems are shown of its judgement. Where, in quarantine,
 * the token of a consent or an authorisation does not verify, its digest stands in its place: nobody vouches for what
 * such a token says, and it has room for whole sentences.
 *
 * @see `docs/spec/gateway-receiving.md#quarantine`
 */
export function storedContent(
  context: Pick<GatewayContext, "registry" | "clock">,
  opened: OpenedMessage,
  { verdict, findings, evaluated, notEvaluated }: Judgement,
): InboxContent {
  const { message } = opened;
  // No exchange where the message names none: then it claims a threat to life, and is faulty.
  const exchangeId: string | undefined = message.private["private.exchangeId"];
  const told = verdict === "quarantine" ? withoutBadTokens(context, opened) : opened;
  return {
    sdJwt: told.sdJwt,
    exchangeId: exchangeId ?? "",
    message: JSON.stringify(told.message),
    judgement: JSON.stringify({ findings, evaluated, notEvaluated }),
  };
}

function withoutBadTokens(
  context: Pick<GatewayContext, "registry" | "clock">,
  opened: OpenedMessage,
): Pick<OpenedMessage, "message" | "sdJwt"> {
  const { message, sdJwt } = opened;
  const hidden = withDigests(context, message);
  if (JSON.stringify(hidden) === JSON.stringify(message.private)) return opened;
  const [jwt, ...disclosures] = sdJwt.split("~");
  const kept = disclosures.filter(
    (disclosure) => sha256Base64url(disclosure) !== message.clear["env.digest.private"],
  );
  return { sdJwt: [jwt, ...kept].join("~"), message: { ...message, private: hidden } };
}

/** The private part with the digests of bad tokens in their places. Any of its lists may be missing. */
function withDigests(
  { registry, clock }: Pick<GatewayContext, "registry" | "clock">,
  message: DecodedMessage,
): Private {
  const [known, now] = [registry(), clock.now()];
  const { clear, private: hidden } = message;
  const isVerified = (assertion: string): boolean => {
    try {
      verifyConsentAssertion(assertion, clear["env.recipient.agencyId"], known, now);
      return true;
    } catch (error) {
      if (error instanceof MessageError) return false;
      throw error;
    }
  };
  const refused = new Set(
    readAuthorisations(message, known, now).refused.map(({ entry }) => entry),
  );
  const inPlaceOf =
    (list: string) =>
    <Entry extends { readonly token: string }>(entry: Entry, index: number): Entry =>
      refused.has(`${list}/${index}`) ? { ...entry, token: sha256Base64url(entry.token) } : entry;
  const {
    [ASSERTIONS]: assertions,
    [AUTHORISATIONS]: authorisations,
    [PRIOR]: prior,
  }: Partial<Private> = hidden;
  return {
    ...hidden,
    ...(assertions && {
      [ASSERTIONS]: assertions.map((one) => (isVerified(one) ? one : sha256Base64url(one))),
    }),
    ...(authorisations && {
      [AUTHORISATIONS]: authorisations.map(inPlaceOf(AUTHORISATIONS)),
    }),
    ...(prior && { [PRIOR]: prior.map(inPlaceOf(PRIOR)) }),
  };
}

const ASSERTIONS = "private.consentAssertions";
const AUTHORISATIONS = "private.authorisations";
const PRIOR = "private.priorAuthorisations";
