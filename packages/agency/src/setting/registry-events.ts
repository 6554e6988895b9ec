import { type EventWords, failure, info } from "./event-words.ts";

/** What is done about a registry that is not taken, where the code says more than that it is not there. */
const ACTS = {
  TRUST_REGISTRY_NOT_YET_VALID:
    "Look at the clock of this machine. If it is right, tell the authority of the registry.",
  TRUST_REGISTRY_OUTDATED:
    "Call the authority of the registry: it may have gone back to an earlier one, or somebody holds the newer one back.",
  TRUST_REGISTRY_CONFLICTING:
    "Call the authority of the registry: each change needs a later issuedAt, and its key may be in other hands.",
  JWS_SIGNATURE_INVALID:
    "Compare registry-key.json with the key that the authority of the registry tells you by other means.",
  JWS_ALGORITHM_NOT_ALLOWED:
    "Compare registry-key.json with the key that the authority of the registry tells you by other means.",
};

/** What only an address can have. */
const OF_ADDRESS = {
  GATEWAY_REGISTRY_CERTIFICATE_WRONG:
    "If the certificate of its address is from an authority of its own, start the gateway with NODE_EXTRA_CA_CERTS, which names the file of that authority. Else look at the clock of this machine, and tell the authority of the registry.",
};

const notTaken = (says: string, act: string, more: Readonly<Record<string, string>> = {}) => ({
  ...failure(says, act),
  cases: Object.fromEntries(
    Object.entries({ ...more, ...ACTS }).map(([code, other]): [string, EventWords] => [
      code,
      { says, act: other },
    ]),
  ),
});

const UNREAD =
  "See that its address answers or its file is there, and that its authority has signed it.";

/** What becomes of the registry. */
export const REGISTRY_EVENTS = {
  registryRefused: notTaken(
    "No newer registry could be read[ ({code})]. The one at hand is used on.",
    UNREAD,
    OF_ADDRESS,
  ),
  registryUnread: notTaken(
    "No registry could be read[ ({code})], and none is at hand: nothing is taken in or sent.",
    UNREAD,
    OF_ADDRESS,
  ),
  registryRead: info("The registry can be read again."),
  registryCopyRefused: notTaken(
    "The registry that is kept in the folder cannot be used[ ({code})].",
    "See that the registry can be had from its address or file. The copy is written anew then.",
  ),
} as const;
