import { type ErrorEntry, errorRows, type StructuralCheck, withCheck } from "@safepassage/core";

/** Codes of {@link MessageError}. */
export const MESSAGE_ERRORS = {
  ...checkRows("E11", "caller", "messages#size-classes", {
    PACKAGE_TOO_LARGE:
      "The sealed package is larger than the limit. Send fewer groups in one message.",
  }),
  ...checkRows("E01", "caller", "messages#sealed-package", {
    PACKAGE_HEADER_WRONG:
      "The sealed package is of another type or version than this gateway reads. Set typ and cty as the specification says and seal again.",
    PACKAGE_NOT_FOR_US:
      "The sealed package names another recipient. Send it to the agency it was sealed for.",
  }),
  ...checkRows("E01", "peer", "messages#sealed-package", {
    PACKAGE_SENDER_MISMATCH:
      "The package was sealed by another agency than the one that signed the message. Only the agency that signed a message may seal it.",
    PACKAGE_MALFORMED:
      "The content of the sealed package does not have the members it must have. Build the package as the specification says, without further members, and name the version of the message.",
  }),
  ...checkRows("E01", "caller", "trust#key-epochs", {
    PACKAGE_KEY_UNKNOWN:
      "The package is sealed to a key epoch that is not current. Fetch the recipient's current key epochs and seal again.",
  }),
  ...checkRows("E02", "peer", "transport#peer", {
    PACKAGE_PEER_MISMATCH:
      "The package was posted by another agency than the one that sealed it. Post packages of your own agency only, and sign each request as that agency.",
    MESSAGE_POSTED_UNSIGNED:
      "A message of protocol version 1.1 was posted without a signature of the request. Sign the request with a key that the registry lists for the sender.",
  }),
  ...checkRows("E11", "peer", "messages#size-classes", {
    PACKAGE_PADDING_WRONG:
      "The plaintext is not padded to a size class. Pad with zero octets to the next size class.",
  }),
  ...checkRows("E03", "peer", "messages#structural-checks", {
    MESSAGE_WRONG_AUDIENCE:
      "The signed message names another recipient. Issue a message of its own for each recipient; a message is never passed on under a new seal.",
  }),
  ...checkRows("E04", "peer", "messages#structural-checks", {
    MESSAGE_REPLAYED:
      "This message, or another one of its id, was delivered before. Give a new message an id of its own; only the sender gets the receipts of this one again, under a signed request.",
  }),
  ...checkRows("E10", "peer", "messages#structural-checks", {
    MESSAGE_REGISTRY_DIFFERS:
      "Type, country, regime or key of a party differ from the registry. Correct the envelope, or the registry entry through its authority.",
  }),
  ...checkRows("E12", "peer", "messages#structural-checks", {
    MESSAGE_TEST_MISMATCH:
      "A test message under a real registry, or a real message under a test registry. Keep test messages in the test federation.",
  }),
  ...errorRows("peer", "messages#claims", {
    MESSAGE_CLAIM_MISSING:
      "A claim in clear is missing. Add each claim that issues names; there are no defaults.",
    MESSAGE_CLAIM_UNKNOWN:
      "There is a claim in clear that this protocol version does not have. Remove it from the object that issues points to; nothing but the claims listed may be there.",
    MESSAGE_CLAIM_WRONG:
      "A claim in clear has a value that its field does not admit. Give each claim that issues names the type and a value that the catalogue lists.",
  }),
  ...checkRows("E05", "caller", "messages#delivery-deadline", {
    MESSAGE_EXPIRED:
      "The delivery deadline of the message has passed. Issue the message again with a new deadline.",
  }),
  ...checkRows("E05", "peer", "messages#delivery-deadline", {
    MESSAGE_NOT_YET_VALID:
      "The message was issued in the future. Set the clock of the sending gateway.",
    MESSAGE_DEADLINE_TOO_FAR:
      "The delivery deadline is later than the protocol admits. Set exp at most 14 days after iat, 72 hours for an alert.",
  }),
  ...checkRows("E06", "caller", "messages#structural-checks", {
    MESSAGE_AGREEMENT_UNKNOWN:
      "The agreement named is not known here, or not in force. Use an agreement version that both parties have signed and that is in force.",
    MESSAGE_AGREEMENT_SUPERSEDED:
      "The parties have put a newer version in the place of the agreement named. Put that version beside the others of your agency, and write the message anew: it goes under the newest one. If that version leaves your agency out, ask the other agency for an agreement.",
  }),
  ...checkRows("E07", "caller", "messages#structural-checks", {
    MESSAGE_AGREEMENT_DOES_NOT_COVER:
      "The agreement does not name both parties and the purpose. Use an agreement that covers this purpose between these parties, or ask for one.",
  }),
  ...checkRows("E08", "caller", "messages#profile", {
    MESSAGE_PROFILE_UNSUPPORTED:
      "The profile or protocol version is not supported, or not admitted by the agreement. Draft for a protocol version and a profile that the agreement admits.",
  }),
  ...checkRows("E09", "peer", "messages#first-delivery", {
    MESSAGE_DISCLOSURES_INCOMPLETE:
      "A first delivery does not open every digest, or lacks private or body. Deliver every disclosure; what is not delivered may not be signed.",
  }),
  ...checkRows("E09", "peer", "messages#padding", {
    MESSAGE_PADDING_DISCLOSURE_WRONG:
      "A padding disclosure holds something other than padding, or the count is not padded. Fill each list of digests with padding to 4, 8, 16, 32 or 64.",
  }),
  ...checkRows("E09", "peer", "messages#salts", {
    MESSAGE_SALT_NOT_DERIVED:
      "A salt was not derived from the seed of the package. Derive every salt from the seed, in the order of the disclosures.",
  }),
  ...checkRows("E09", "peer", "messages#private", {
    MESSAGE_PRIVATE_MISSING:
      "A member of the private part is missing. Add each member that issues names; an empty list is not the same as none.",
    MESSAGE_PRIVATE_UNKNOWN:
      "The private part has a member that this protocol version does not have. Remove it from the object that issues points to; it could be free text.",
    MESSAGE_PRIVATE_WRONG:
      "A member of the private part has a value that its field does not admit. Give each member that issues names the type and a value that the catalogue lists.",
  }),
  ...checkRows("E09", "peer", "messages#body", {
    MESSAGE_LAYOUT_WRONG:
      "Private part or body do not have the layout of this protocol version. Build groups and leaves as the specification says; unknown members are refused.",
  }),
  ...checkRows("E09", "peer", "messages#canonical-form", {
    MESSAGE_NOT_CANONICAL:
      "The message is not written in its one canonical form. Write each JSON text as RFC 8785 says; sort lists, digests and disclosures; leave out what says nothing.",
  }),
  ...errorRows("caller", "messages#body", {
    MESSAGE_DRAFT_INVALID:
      "The draft cannot be issued. Check field ids, counts and group ids against the catalogue; leave out empty groups, and reasons about values that are not sent.",
  }),
  ...errorRows("peer", "receipts#claims", {
    RECEIPT_INVALID:
      "The receipt does not have the claims of a receipt. Ask the recipient's gateway for its receipt again.",
  }),
  ...errorRows("peer", "receipts#verification", {
    RECEIPT_MISMATCH:
      "The receipt is about something else than what was sent. Compare the digests; do not count the message as delivered.",
  }),
  ...errorRows("peer", "receipts#what-remains-after-erasure", {
    RECEIPTS_CONTRADICT:
      "The recipient has signed two different verdicts on the same message. Ask both agencies which one holds, and why there are two.",
    RECEIPT_TIME_WRONG:
      "A receipt has a time at which it cannot have been made. Look at your own clock, and ask the recipient about its clock; do not rely on the times.",
  }),
  ...errorRows("peer", "agreements#signatures", {
    AGREEMENT_INVALID:
      "The agreement is not signed by every party, or does not have the members it must have. Have every party sign the same canonical form.",
  }),
  ...checkRows("E03", "peer", "authorisations#verification", {
    AUTHORISATION_INVALID:
      "An authorisation does not verify or is not about this message. Ask the authority for a token for this sender, recipient, purpose and content, and state beside it what it says.",
  }),
  ...errorRows("peer", "consent#assertion", {
    CONSENT_INVALID:
      "A consent assertion does not verify or is not about this exchange. Ask the holder of the consent record for a new assertion for this recipient.",
  }),
  ...errorRows("caller", "consent#record", {
    CONSENT_PERSON_DIFFERS:
      "The consent record is another person's. Give the record of the person whose data is sent; check which case the request names.",
    CONSENT_NOT_GIVEN:
      "The record does not say that consent was given. Ask the person, and record her answer, before anything rests on it.",
    CONSENT_WITHDRAWN:
      "The consent was withdrawn. Send nothing that rests on it, or draws on what was sent on it; have what was sent erased.",
    CONSENT_NOT_YET_VALID:
      "The consent does not hold yet. Wait until the day from which she consented, or ask her again.",
    CONSENT_LAPSED:
      "The consent has ended. Ask the person again, and record the new consent with its own dates.",
    CONSENT_UNSOUND:
      "The consent was not understood, cannot be withdrawn, or was given by a suspect. Ask again in a language she understands, say how she can withdraw, and let no suspect decide.",
    CONSENT_PURPOSE_NOT_NAMED:
      "The person did not consent to this purpose. Send for a purpose that the record names, or ask her about this one.",
    CONSENT_RECIPIENT_NOT_NAMED:
      "The person did not consent to this recipient. Send to an agency that the record names, or ask her about this one.",
    CONSENT_SCOPE_EXCEEDED:
      "More was asked for than the person consented to, or nothing. Ask for fields or kinds of group that the scope of the record has.",
  }),
} as const satisfies Record<string, ErrorEntry>;

/** Rows of errors that one structural check fails with. */
function checkRows<Code extends string>(
  check: StructuralCheck,
  ...shared: Parameters<typeof errorRows<Code>>
): Readonly<Record<Code, ErrorEntry>> {
  return withCheck(check, errorRows(...shared));
}
