import { type ErrorEntry, errorRows } from "@safepassage/core";

/** Codes of {@link MessageError}. */
export const MESSAGE_ERRORS = {
  PACKAGE_TOO_LARGE: {
    fault: "caller",
    title: "The sealed package is larger than the limit",
    hint: "Send fewer groups in one message.",
    spec: "messages#size-classes",
    check: "E11",
  },
  ...errorRows("caller", "messages#sealed-package", {
    PACKAGE_HEADER_WRONG: {
      title: "The sealed package is of another type or version than this gateway reads",
      hint: "Set typ and cty as the specification says and seal again.",
      check: "E01",
    },
    PACKAGE_NOT_FOR_US: {
      title: "The sealed package names another recipient",
      hint: "Send it to the agency it was sealed for.",
      check: "E01",
    },
  }),
  ...errorRows("peer", "messages#sealed-package", {
    PACKAGE_SENDER_MISMATCH: {
      title: "The package was sealed by another agency than the one that signed the message",
      hint: "Only the agency that signed a message may seal it.",
      check: "E01",
    },
    PACKAGE_MALFORMED: {
      title: "The content of the sealed package does not have the members it must have",
      hint: "Build the package as the specification says, without further members.",
      check: "E01",
    },
  }),
  PACKAGE_KEY_UNKNOWN: {
    fault: "caller",
    title: "The package is sealed to a key epoch that is not current",
    hint: "Fetch the recipient's current key epochs and seal again.",
    spec: "trust#key-epochs",
    check: "E01",
  },
  PACKAGE_PADDING_WRONG: {
    fault: "peer",
    title: "The plaintext is not padded to a size class",
    hint: "Pad with zero octets to the next size class.",
    spec: "messages#size-classes",
    check: "E11",
  },
  ...errorRows("peer", "messages#structural-checks", {
    MESSAGE_WRONG_AUDIENCE: {
      title: "The signed message names another recipient",
      hint: "Issue a message of its own for each recipient; a message is never passed on under a new seal.",
      check: "E03",
    },
    MESSAGE_REPLAYED: {
      title: "This message was delivered before",
      hint: "Issue a new message; a message is delivered once.",
      check: "E04",
    },
    MESSAGE_REGISTRY_DIFFERS: {
      title: "Type, country, regime or key of a party differ from the registry",
      hint: "Correct the envelope, or the registry entry through its authority.",
      check: "E10",
    },
    MESSAGE_TEST_MISMATCH: {
      title: "A test message under a real registry, or a real message under a test registry",
      hint: "Keep test messages in the test federation.",
      check: "E12",
    },
  }),
  ...errorRows("peer", "messages#claims", {
    MESSAGE_CLAIM_MISSING: {
      title: "A claim in clear is missing",
      hint: "Add each claim that issues names; there are no defaults.",
    },
    MESSAGE_CLAIM_UNKNOWN: {
      title: "There is a claim in clear that this protocol version does not have",
      hint: "Remove it from the object that issues points to; nothing but the claims listed may be there.",
    },
    MESSAGE_CLAIM_WRONG: {
      title: "A claim in clear has a value that its field does not admit",
      hint: "Give each claim that issues names the type and a value that the catalogue lists.",
    },
  }),
  MESSAGE_EXPIRED: {
    fault: "caller",
    title: "The delivery deadline of the message has passed",
    hint: "Issue the message again with a new deadline.",
    spec: "messages#delivery-deadline",
    check: "E05",
  },
  ...errorRows("peer", "messages#delivery-deadline", {
    MESSAGE_NOT_YET_VALID: {
      title: "The message was issued in the future",
      hint: "Set the clock of the sending gateway.",
      check: "E05",
    },
    MESSAGE_DEADLINE_TOO_FAR: {
      title: "The delivery deadline is later than the protocol admits",
      hint: "Set exp at most 14 days after iat, 72 hours for an alert.",
      check: "E05",
    },
  }),
  ...errorRows("caller", "messages#structural-checks", {
    MESSAGE_AGREEMENT_UNKNOWN: {
      title: "The agreement named is not known here, or not in force",
      hint: "Use an agreement version that both parties have signed and that is in force.",
      check: "E06",
    },
    MESSAGE_AGREEMENT_DOES_NOT_COVER: {
      title: "The agreement does not name both parties and the purpose",
      hint: "Use an agreement that covers this purpose between these parties, or ask for one.",
      check: "E07",
    },
  }),
  MESSAGE_PROFILE_UNSUPPORTED: {
    fault: "caller",
    title: "The profile or protocol version is not supported, or not admitted by the agreement",
    hint: "Draft for protocol version 1.0 and against a profile that the agreement admits.",
    spec: "messages#profile",
    check: "E08",
  },
  MESSAGE_DISCLOSURES_INCOMPLETE: {
    fault: "peer",
    title: "A first delivery does not open every digest, or lacks private or body",
    hint: "Deliver every disclosure; what is not delivered may not be signed.",
    spec: "messages#first-delivery",
    check: "E09",
  },
  MESSAGE_PADDING_DISCLOSURE_WRONG: {
    fault: "peer",
    title: "A padding disclosure holds something other than padding, or the count is not padded",
    hint: "Fill each list of digests with padding to 4, 8, 16, 32 or 64.",
    spec: "messages#padding",
    check: "E09",
  },
  MESSAGE_SALT_NOT_DERIVED: {
    fault: "peer",
    title: "A salt was not derived from the seed of the package",
    hint: "Derive every salt from the seed, in the order of the disclosures.",
    spec: "messages#salts",
    check: "E09",
  },
  ...errorRows("peer", "messages#private", {
    MESSAGE_PRIVATE_MISSING: {
      title: "A member of the private part is missing",
      hint: "Add each member that issues names; an empty list is not the same as none.",
      check: "E09",
    },
    MESSAGE_PRIVATE_UNKNOWN: {
      title: "The private part has a member that this protocol version does not have",
      hint: "Remove it from the object that issues points to; it could be free text.",
      check: "E09",
    },
    MESSAGE_PRIVATE_WRONG: {
      title: "A member of the private part has a value that its field does not admit",
      hint: "Give each member that issues names the type and a value that the catalogue lists.",
      check: "E09",
    },
  }),
  MESSAGE_LAYOUT_WRONG: {
    fault: "peer",
    title: "Private part or body do not have the layout of this protocol version",
    hint: "Build groups and leaves as the specification says; unknown members are refused.",
    spec: "messages#body",
    check: "E09",
  },
  MESSAGE_NOT_CANONICAL: {
    fault: "peer",
    title: "The message is not written in its one canonical form",
    hint: "Write each JSON text as RFC 8785 says; sort lists, digests and disclosures; leave out what says nothing.",
    spec: "messages#canonical-form",
    check: "E09",
  },
  MESSAGE_DRAFT_INVALID: {
    fault: "caller",
    title: "The draft cannot be issued",
    hint: "Check field ids, counts and group ids against the catalogue; leave out empty groups, and reasons about values that are not sent.",
    spec: "messages#body",
  },
  RECEIPT_INVALID: {
    fault: "peer",
    title: "The receipt does not have the claims of a receipt",
    hint: "Ask the recipient's gateway for its receipt again.",
    spec: "receipts#claims",
  },
  RECEIPT_MISMATCH: {
    fault: "peer",
    title: "The receipt is about something else than what was sent",
    hint: "Compare the digests; do not count the message as delivered.",
    spec: "receipts#verification",
  },
  AGREEMENT_INVALID: {
    fault: "peer",
    title: "The agreement is not signed by every party, or does not have the members it must have",
    hint: "Have every party sign the same canonical form.",
    spec: "agreements#signatures",
  },
  AUTHORISATION_INVALID: {
    fault: "peer",
    title: "An authorisation does not verify or is not about this message",
    hint: "Ask the authority for a token for this sender, recipient, purpose and content, and state beside it what it says.",
    spec: "authorisations#verification",
    check: "E03",
  },
  CONSENT_INVALID: {
    fault: "peer",
    title: "A consent assertion does not verify or is not about this exchange",
    hint: "Ask the holder of the consent record for a new assertion for this recipient.",
    spec: "consent#assertion",
  },
  ...errorRows("caller", "consent#record", {
    CONSENT_PERSON_DIFFERS: {
      title: "The consent record is another person's",
      hint: "Give the record of the person whose data is sent; check which case the request names.",
    },
    CONSENT_NOT_GIVEN: {
      title: "The record does not say that consent was given",
      hint: "Ask the person, and record her answer, before anything rests on it.",
    },
    CONSENT_WITHDRAWN: {
      title: "The consent was withdrawn",
      hint: "Send nothing that rests on it; have what was sent erased.",
    },
    CONSENT_NOT_YET_VALID: {
      title: "The consent does not hold yet",
      hint: "Wait until the day from which she consented, or ask her again.",
    },
    CONSENT_LAPSED: {
      title: "The consent has ended",
      hint: "Ask the person again, and record the new consent with its own dates.",
    },
    CONSENT_UNSOUND: {
      title: "The consent was not understood, cannot be withdrawn, or was given by a suspect",
      hint: "Ask again in a language she understands, say how she can withdraw, and let no suspect decide.",
    },
    CONSENT_PURPOSE_NOT_NAMED: {
      title: "The person did not consent to this purpose",
      hint: "Send for a purpose that the record names, or ask her about this one.",
    },
    CONSENT_RECIPIENT_NOT_NAMED: {
      title: "The person did not consent to this recipient",
      hint: "Send to an agency that the record names, or ask her about this one.",
    },
    CONSENT_SCOPE_EXCEEDED: {
      title: "More was asked for than the person consented to, or nothing",
      hint: "Ask for fields or kinds of group that the scope of the record has.",
    },
  }),
} as const satisfies Record<string, ErrorEntry>;
