import { type ErrorEntry, ProtocolError } from "@safepassage/core";

const ROWS = {
  // Issuing
  DISCLOSURE_CLAIM_RESERVED: {
    fault: "caller",
    title: "A claim to issue has a name that SD-JWT reserves",
    hint: "Rename the member; _sd, _sd_alg, ... and __proto__ cannot be claim names.",
    spec: "disclosure#issuing",
  },
  DISCLOSURE_CLAIM_CRITICAL: {
    fault: "caller",
    title: "A claim that decides whether the object is valid was marked disclosable",
    hint: "Leave iss, aud, exp, nbf and cnf in the clear.",
    spec: "disclosure#issuing",
  },
  DISCLOSURE_CLAIM_UNSUPPORTED: {
    fault: "caller",
    title: "A claim to issue holds a value that JSON cannot hold",
    hint: "Use strings, finite numbers, booleans, null, arrays and plain objects only.",
    spec: "disclosure#issuing",
  },
  DISCLOSURE_MARK_MISPLACED: {
    fault: "caller",
    title: "Something other than an object member or array element was marked disclosable",
    hint: "Mark members and elements once each; the whole set of claims cannot be marked.",
    spec: "disclosure#issuing",
  },
  DISCLOSURE_SALT_WEAK: {
    fault: "caller",
    title: "The salt source gave a salt that is too short or gave the same salt twice",
    hint: "Give 16 fresh random octets as base64url each time.",
    spec: "disclosure#salts",
  },
  DISCLOSURE_SIGNATURE_UNUSABLE: {
    fault: "caller",
    title: "The signature to attach has the wrong length for its algorithm",
    hint: "Convert the device's signature to JOSE form; for ES256 that is 64 octets, R and S.",
    spec: "disclosure#issuing",
  },

  // Reading
  DISCLOSURE_TOO_LARGE: {
    fault: "caller",
    title: "The SD-JWT is larger than the limit",
    hint: "Send fewer or smaller disclosures.",
    spec: "disclosure#reading",
  },
  DISCLOSURE_TOO_MANY: {
    fault: "caller",
    title: "The SD-JWT has more disclosures than the limit",
    hint: "Send fewer disclosures.",
    spec: "disclosure#reading",
  },
  DISCLOSURE_TOO_DEEP: {
    fault: "caller",
    title: "The claims are nested deeper than the limit",
    hint: "Flatten the claims; disclosures inside disclosures count as levels.",
    spec: "disclosure#reading",
  },
  DISCLOSURE_SEPARATOR_MISSING: {
    fault: "caller",
    title: "The SD-JWT does not end in a tilde",
    hint: "End the last disclosure with a tilde, unless a key binding JWT follows.",
    spec: "disclosure#reading",
  },
  DISCLOSURE_EMPTY: {
    fault: "caller",
    title: "A disclosure is empty",
    hint: "Join disclosures with exactly one tilde.",
    spec: "disclosure#reading",
  },
  DISCLOSURE_ENCODING_INVALID: {
    fault: "caller",
    title: "A disclosure is not canonical base64url",
    hint: "Send each disclosure exactly as the issuer made it.",
    spec: "disclosure#shapes",
  },
  DISCLOSURE_JSON_INVALID: {
    fault: "caller",
    title: "A disclosure does not hold acceptable JSON",
    hint: "Encode a JSON array as UTF-8, without repeated members.",
    spec: "disclosure#shapes",
  },
  DISCLOSURE_NOT_ARRAY: {
    fault: "caller",
    title: "A disclosure is not a JSON array",
    hint: "Send an array of salt, name and value, or of salt and value.",
    spec: "disclosure#shapes",
  },
  DISCLOSURE_LENGTH_WRONG: {
    fault: "caller",
    title: "A disclosure has neither two nor three elements",
    hint: "Send an array of salt, name and value, or of salt and value.",
    spec: "disclosure#shapes",
  },
  DISCLOSURE_SALT_NOT_STRING: {
    fault: "caller",
    title: "The salt of a disclosure is not a string",
    hint: "Make the first element a base64url string.",
    spec: "disclosure#shapes",
  },
  DISCLOSURE_SALT_EMPTY: {
    fault: "caller",
    title: "The salt of a disclosure is empty",
    hint: "Use 16 random octets; without a salt a value can be guessed from its digest.",
    spec: "disclosure#shapes",
  },
  DISCLOSURE_NAME_NOT_STRING: {
    fault: "caller",
    title: "The claim name of a disclosure is not a string",
    hint: "Make the second of three elements the claim name.",
    spec: "disclosure#shapes",
  },
  DISCLOSURE_NAME_RESERVED: {
    fault: "caller",
    title: "A disclosure names a claim that SD-JWT reserves",
    hint: "Do not disclose claims named _sd, _sd_alg or three dots.",
    spec: "disclosure#shapes",
  },
  DISCLOSURE_NAME_FORBIDDEN: {
    fault: "caller",
    title: "A disclosure names a claim __proto__",
    hint: "Rename the claim; readers in JavaScript would change an object's nature instead.",
    spec: "disclosure#shapes",
  },
  DISCLOSURE_REPEATED: {
    fault: "caller",
    title: "The same disclosure was sent twice",
    hint: "Send each disclosure once.",
    spec: "disclosure#reading",
  },

  // JSON forms
  DISCLOSURE_FORM_NOT_OBJECT: {
    fault: "caller",
    title: "The SD-JWT is JSON, but not an object",
    hint: "Send an object with payload and one signature, or with payload and signatures.",
    spec: "disclosure#json-forms",
  },
  DISCLOSURE_FORM_WRONG: {
    fault: "caller",
    title: "The SD-JWT is in another form than the one expected",
    hint: "Send the form that the verifier takes: one signature is flattened, a list is general.",
    spec: "disclosure#json-forms",
  },
  DISCLOSURE_FORM_MIXED: {
    fault: "caller",
    title: "The SD-JWT has a list of signatures and a signature beside it",
    hint: "Send flattened or general form, not both in one object.",
    spec: "disclosure#json-forms",
  },
  DISCLOSURE_FORM_MEMBER_UNKNOWN: {
    fault: "caller",
    title: "The JSON form of an SD-JWT has a member that is not known",
    hint: "Send payload, protected, signature and header, or payload and signatures, nothing else.",
    spec: "disclosure#json-forms",
  },
  DISCLOSURE_FORM_MEMBER_MISSING: {
    fault: "caller",
    title: "The JSON form of an SD-JWT lacks payload, protected or signature",
    hint: "Send all three; the protected header names the algorithm.",
    spec: "disclosure#json-forms",
  },
  DISCLOSURE_FORM_MEMBER_INVALID: {
    fault: "caller",
    title: "A member of the JSON form of an SD-JWT is of the wrong kind",
    hint: "Make payload, protected and signature strings, header an object, signatures an array of objects.",
    spec: "disclosure#json-forms",
  },
  DISCLOSURE_HEADER_EMPTY: {
    fault: "caller",
    title: "An unprotected header is empty",
    hint: "Leave out an empty header.",
    spec: "disclosure#json-forms",
  },
  DISCLOSURE_HEADER_UNKNOWN: {
    fault: "caller",
    title: "An unprotected header has a parameter that is not known",
    hint: "Put every parameter but kid, disclosures and kb_jwt into the protected header.",
    spec: "disclosure#json-forms",
  },
  DISCLOSURE_HEADER_INVALID: {
    fault: "caller",
    title: "kid of an unprotected header is not a string",
    hint: "Name the key with a string, preferably in the protected header.",
    spec: "disclosure#json-forms",
  },
  DISCLOSURE_HEADER_TWICE: {
    fault: "caller",
    title: "A parameter is in both the protected and the unprotected header",
    hint: "Keep it in the protected header only.",
    spec: "disclosure#json-forms",
  },
  DISCLOSURE_HEADER_MISPLACED: {
    fault: "caller",
    title: "disclosures or kb_jwt is not in the first unprotected header",
    hint: "Put both into the unprotected header of the first signature.",
    spec: "disclosure#json-forms",
  },
  DISCLOSURE_LIST_INVALID: {
    fault: "caller",
    title: "disclosures in the unprotected header is not an array of strings",
    hint: "Send an array of the disclosures, each as the issuer made it.",
    spec: "disclosure#json-forms",
  },
  DISCLOSURE_SIGNATURES_NONE: {
    fault: "caller",
    title: "The list of signatures is empty",
    hint: "Send at least one signature.",
    spec: "disclosure#json-forms",
  },
  DISCLOSURE_SIGNATURES_TOO_MANY: {
    fault: "caller",
    title: "The SD-JWT has more signatures than the limit",
    hint: "Send fewer signatures.",
    spec: "disclosure#json-forms",
  },
  DISCLOSURE_SIGNATURES_SEVERAL: {
    fault: "caller",
    title: "The SD-JWT has several signatures where only one is allowed",
    hint: "Send one signature, or say which of several count.",
    spec: "disclosure#several-signatures",
  },
  DISCLOSURE_SIGNATURES_UNASKED: {
    fault: "caller",
    title: "A signature names a key that was not asked for, or none",
    hint: "Sign with the keys that the verifier names, each with its kid.",
    spec: "disclosure#several-signatures",
  },
  DISCLOSURE_SIGNATURES_REPEATED: {
    fault: "caller",
    title: "Two signatures name the same key",
    hint: "Sign once with each key.",
    spec: "disclosure#several-signatures",
  },
  DISCLOSURE_SIGNATURES_MISSING: {
    fault: "caller",
    title: "The signature of a required key is missing",
    hint: "Sign with every key that the verifier names.",
    spec: "disclosure#several-signatures",
  },

  // Putting disclosures back
  DISCLOSURE_HASH_UNKNOWN: {
    fault: "caller",
    title: "The digests are of an unknown hash function",
    hint: "Issue with _sd_alg sha-256 or leave _sd_alg out.",
    spec: "disclosure#reading",
  },
  DISCLOSURE_HASH_MISPLACED: {
    fault: "caller",
    title: "_sd_alg appears below the top level",
    hint: "Name the hash function once, at the top level of the signed payload.",
    spec: "disclosure#revealing",
  },
  DISCLOSURE_SD_NOT_ARRAY: {
    fault: "caller",
    title: "A member _sd is not an array",
    hint: "Make _sd an array of digests.",
    spec: "disclosure#revealing",
  },
  DISCLOSURE_DIGEST_NOT_STRING: {
    fault: "caller",
    title: "A digest is not a string",
    hint: "Make each digest a base64url string.",
    spec: "disclosure#revealing",
  },
  DISCLOSURE_DIGEST_MALFORMED: {
    fault: "caller",
    title: "A digest is not a SHA-256 digest in base64url",
    hint: "Make each digest, decoys too, 43 characters of canonical base64url.",
    spec: "disclosure#revealing",
  },
  DISCLOSURE_DIGEST_REPEATED: {
    fault: "caller",
    title: "The same digest appears twice",
    hint: "Use a fresh salt for each disclosure and place each digest once.",
    spec: "disclosure#revealing",
  },
  DISCLOSURE_PLACEHOLDER_EXTRA: {
    fault: "caller",
    title: "The placeholder of an array element has other members",
    hint: "Make the placeholder an object whose only member is the three dots.",
    spec: "disclosure#revealing",
  },
  DISCLOSURE_PLACEHOLDER_MISPLACED: {
    fault: "caller",
    title: "A placeholder for an array element is outside an array",
    hint: "Use _sd for object members; three dots are for array elements.",
    spec: "disclosure#revealing",
  },
  DISCLOSURE_MEMBER_UNNAMED: {
    fault: "caller",
    title: "A digest in _sd belongs to a disclosure without a claim name",
    hint: "Make disclosures of object members arrays of salt, name and value.",
    spec: "disclosure#revealing",
  },
  DISCLOSURE_ELEMENT_NAMED: {
    fault: "caller",
    title: "The digest of an array element belongs to a disclosure with a claim name",
    hint: "Make disclosures of array elements arrays of salt and value.",
    spec: "disclosure#revealing",
  },
  DISCLOSURE_NAME_TAKEN: {
    fault: "caller",
    title: "A disclosure names a claim that is already there",
    hint: "Disclose each claim once; a disclosure cannot replace a claim.",
    spec: "disclosure#revealing",
  },
  DISCLOSURE_UNREFERENCED: {
    fault: "caller",
    title: "A disclosure belongs to no digest of the signed payload",
    hint: "Send only disclosures of this SD-JWT, each with the disclosures that contain it.",
    spec: "disclosure#revealing",
  },
  DISCLOSURE_UNRESOLVED: {
    fault: "caller",
    title: "A digest has no disclosure although all must be opened",
    hint: "Send every disclosure; a digest left closed could be opened elsewhere later.",
    spec: "disclosure#verifying",
  },

  // Presenting
  DISCLOSURE_SELECTION_UNKNOWN: {
    fault: "caller",
    title: "A path to disclose names nothing that can be disclosed",
    hint: "Take the paths from what the SD-JWT reveals.",
    spec: "disclosure#presenting",
  },

  // Validity
  DISCLOSURE_TIME_INVALID: {
    fault: "caller",
    title: "exp, nbf or iat is not a number of seconds",
    hint: "Send seconds since 1970 as a JSON number.",
    spec: "disclosure#verifying",
  },
  DISCLOSURE_EXPIRED: {
    fault: "caller",
    title: "The object has expired",
    hint: "Ask the issuer for a new one.",
    spec: "disclosure#verifying",
  },
  DISCLOSURE_NOT_YET_VALID: {
    fault: "caller",
    title: "The object is not valid yet",
    hint: "Wait until nbf, or check the clocks of both sides.",
    spec: "disclosure#verifying",
  },
  DISCLOSURE_ISSUED_IN_FUTURE: {
    fault: "caller",
    title: "The object claims to be issued in the future",
    hint: "Check the clocks of both sides.",
    spec: "disclosure#verifying",
  },

  // Key binding
  DISCLOSURE_KB_FORBIDDEN: {
    fault: "caller",
    title: "A key binding JWT was sent where none is admitted",
    hint: "Send the SD-JWT without key binding, ending in a tilde.",
    spec: "disclosure#key-binding",
  },
  DISCLOSURE_KB_MISSING: {
    fault: "caller",
    title: "The key binding JWT is missing",
    hint: "Sign the audience and nonce you were given with the key the SD-JWT is bound to.",
    spec: "disclosure#key-binding",
  },
  DISCLOSURE_KB_MALFORMED: {
    fault: "caller",
    title: "The key binding JWT cannot be read",
    hint: "Send a JWS in compact serialization whose header and payload are JSON objects.",
    spec: "disclosure#key-binding",
  },
  DISCLOSURE_KB_TYPE_WRONG: {
    fault: "caller",
    title: "The key binding JWT is of another type",
    hint: "Set typ to kb+jwt.",
    spec: "disclosure#key-binding",
  },
  DISCLOSURE_KB_ALGORITHM_NOT_ALLOWED: {
    fault: "caller",
    title: "The algorithm of the key binding JWT is not allowed",
    hint: "Sign with the algorithm of the bound key, ES256 or Ed25519.",
    spec: "disclosure#key-binding",
  },
  DISCLOSURE_KB_SIGNATURE_INVALID: {
    fault: "peer",
    title: "The signature of the key binding JWT does not verify",
    hint: "Sign with the key the SD-JWT is bound to.",
    spec: "disclosure#key-binding",
  },
  DISCLOSURE_KB_AUDIENCE_WRONG: {
    fault: "caller",
    title: "The key binding JWT is for another audience",
    hint: "Set aud to the one string the verifier named.",
    spec: "disclosure#key-binding",
  },
  DISCLOSURE_KB_NONCE_WRONG: {
    fault: "caller",
    title: "The key binding JWT answers another nonce",
    hint: "Ask for a new nonce and sign that one.",
    spec: "disclosure#key-binding",
  },
  DISCLOSURE_KB_HASH_WRONG: {
    fault: "caller",
    title: "The key binding JWT is for another set of disclosures",
    hint: "Hash the SD-JWT exactly as sent, up to and including the last tilde.",
    spec: "disclosure#key-binding",
  },
  DISCLOSURE_KB_TIME_INVALID: {
    fault: "caller",
    title: "iat, exp or nbf of the key binding JWT is missing or not a number of seconds",
    hint: "Send iat as seconds since 1970, a JSON number.",
    spec: "disclosure#key-binding",
  },
  DISCLOSURE_KB_TOO_OLD: {
    fault: "caller",
    title: "The key binding JWT is too old or has expired",
    hint: "Make a new key binding JWT for each presentation.",
    spec: "disclosure#key-binding",
  },
  DISCLOSURE_KB_IN_FUTURE: {
    fault: "caller",
    title: "The key binding JWT is not valid yet",
    hint: "Check the clocks of both sides.",
    spec: "disclosure#key-binding",
  },
} as const satisfies Record<string, ErrorEntry>;

export type DisclosureErrorCode = keyof typeof ROWS;

/** The errors of {@link DisclosureError}. All belong to one structural check: every digest is opened. */
export const DISCLOSURE_ERRORS = Object.fromEntries(
  Object.entries(ROWS).map(([code, row]) => [code, { ...row, check: "E09" }]),
) as Readonly<Record<DisclosureErrorCode, ErrorEntry>>;

/** The error of this package. {@link DISCLOSURE_ERRORS} has its codes. */
export class DisclosureError extends ProtocolError<DisclosureErrorCode> {
  constructor(code: DisclosureErrorCode, message: string, options?: ErrorOptions) {
    super(code, DISCLOSURE_ERRORS[code], message, options);
  }
}
