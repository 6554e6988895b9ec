import { type ErrorEntry, errorRows, ProtocolError } from "@safepassage/core";

const ROWS = {
  // Issuing
  ...errorRows("caller", "disclosure#issuing", {
    DISCLOSURE_CLAIM_RESERVED: {
      title: "A claim to issue has a name that SD-JWT reserves",
      hint: "Rename the member; _sd, _sd_alg, ... and __proto__ cannot be claim names.",
    },
    DISCLOSURE_CLAIM_CRITICAL: {
      title: "A claim that decides whether the object is valid was marked disclosable",
      hint: "Leave iss, aud, exp, nbf and cnf in the clear.",
    },
    DISCLOSURE_CLAIM_UNSUPPORTED: {
      title: "A claim to issue holds a value that JSON cannot hold",
      hint: "Use strings, finite numbers, booleans, null, arrays and plain objects only.",
    },
    DISCLOSURE_MARK_MISPLACED: {
      title: "Something other than an object member or array element was marked disclosable",
      hint: "Mark members and elements once each; the whole set of claims cannot be marked.",
    },
    DISCLOSURE_SIGNATURE_UNUSABLE: {
      title: "The signature to attach has the wrong length for its algorithm",
      hint: "Convert the device's signature to JOSE form; for ES256 that is 64 octets, R and S.",
    },
  }),
  DISCLOSURE_SALT_WEAK: {
    fault: "caller",
    title: "The salt source gave a salt that is too short or gave the same salt twice",
    hint: "Give 16 fresh random octets as base64url each time.",
    spec: "disclosure#salts",
  },

  // Reading
  ...errorRows("caller", "disclosure#reading", {
    DISCLOSURE_TOO_LARGE: {
      title: "The SD-JWT is larger than the limit",
      hint: "Send fewer or smaller disclosures.",
    },
    DISCLOSURE_TOO_MANY: {
      title: "The SD-JWT has more disclosures than the limit",
      hint: "Send fewer disclosures.",
    },
    DISCLOSURE_TOO_DEEP: {
      title: "The claims are nested deeper than the limit",
      hint: "Flatten the claims; disclosures inside disclosures count as levels.",
    },
    DISCLOSURE_SEPARATOR_MISSING: {
      title: "The SD-JWT does not end in a tilde",
      hint: "End the last disclosure with a tilde, unless a key binding JWT follows.",
    },
    DISCLOSURE_EMPTY: {
      title: "A disclosure is empty",
      hint: "Join disclosures with exactly one tilde.",
    },
    DISCLOSURE_REPEATED: {
      title: "The same disclosure was sent twice",
      hint: "Send each disclosure once.",
    },
  }),
  ...errorRows("caller", "disclosure#shapes", {
    DISCLOSURE_ENCODING_INVALID: {
      title: "A disclosure is not canonical base64url",
      hint: "Send each disclosure exactly as the issuer made it.",
    },
    DISCLOSURE_JSON_INVALID: {
      title: "A disclosure does not hold acceptable JSON",
      hint: "Encode a JSON array as UTF-8, without repeated members.",
    },
    DISCLOSURE_NOT_ARRAY: {
      title: "A disclosure is not a JSON array",
      hint: "Send an array of salt, name and value, or of salt and value.",
    },
    DISCLOSURE_LENGTH_WRONG: {
      title: "A disclosure has neither two nor three elements",
      hint: "Send an array of salt, name and value, or of salt and value.",
    },
    DISCLOSURE_SALT_NOT_STRING: {
      title: "The salt of a disclosure is not a string",
      hint: "Make the first element a base64url string.",
    },
    DISCLOSURE_SALT_EMPTY: {
      title: "The salt of a disclosure is empty",
      hint: "Use 16 random octets; without a salt a value can be guessed from its digest.",
    },
    DISCLOSURE_NAME_NOT_STRING: {
      title: "The claim name of a disclosure is not a string",
      hint: "Make the second of three elements the claim name.",
    },
    DISCLOSURE_NAME_RESERVED: {
      title: "A disclosure names a claim that SD-JWT reserves",
      hint: "Do not disclose claims named _sd, _sd_alg or three dots.",
    },
    DISCLOSURE_NAME_FORBIDDEN: {
      title: "A disclosure names a claim __proto__",
      hint: "Rename the claim; readers in JavaScript would change an object's nature instead.",
    },
  }),

  // JSON forms
  ...errorRows("caller", "disclosure#json-forms", {
    DISCLOSURE_FORM_NOT_OBJECT: {
      title: "The SD-JWT is JSON, but not an object",
      hint: "Send an object with payload and one signature, or with payload and signatures.",
    },
    DISCLOSURE_FORM_WRONG: {
      title: "The SD-JWT is in another form than the one expected",
      hint: "Send the form that the verifier takes: one signature is flattened, a list is general.",
    },
    DISCLOSURE_FORM_MIXED: {
      title: "The SD-JWT has a list of signatures and a signature beside it",
      hint: "Send flattened or general form, not both in one object.",
    },
    DISCLOSURE_FORM_MEMBER_UNKNOWN: {
      title: "The JSON form of an SD-JWT has a member that is not known",
      hint: "Send payload, protected, signature and header, or payload and signatures, nothing else.",
    },
    DISCLOSURE_FORM_MEMBER_MISSING: {
      title: "The JSON form of an SD-JWT lacks payload, protected or signature",
      hint: "Send all three; the protected header names the algorithm.",
    },
    DISCLOSURE_FORM_MEMBER_INVALID: {
      title: "A member of the JSON form of an SD-JWT is of the wrong kind",
      hint: "Make payload, protected and signature strings, header an object, signatures an array of objects.",
    },
    DISCLOSURE_HEADER_EMPTY: {
      title: "An unprotected header is empty",
      hint: "Leave out an empty header.",
    },
    DISCLOSURE_HEADER_UNKNOWN: {
      title: "An unprotected header has a parameter that is not known",
      hint: "Put every parameter but kid, disclosures and kb_jwt into the protected header.",
    },
    DISCLOSURE_HEADER_INVALID: {
      title: "kid of an unprotected header is not a string",
      hint: "Name the key with a string, preferably in the protected header.",
    },
    DISCLOSURE_HEADER_TWICE: {
      title: "A parameter is in both the protected and the unprotected header",
      hint: "Keep it in the protected header only.",
    },
    DISCLOSURE_HEADER_MISPLACED: {
      title: "disclosures or kb_jwt is not in the first unprotected header",
      hint: "Put both into the unprotected header of the first signature.",
    },
    DISCLOSURE_LIST_INVALID: {
      title: "disclosures in the unprotected header is not an array of strings",
      hint: "Send an array of the disclosures, each as the issuer made it.",
    },
    DISCLOSURE_SIGNATURES_NONE: {
      title: "The list of signatures is empty",
      hint: "Send at least one signature.",
    },
    DISCLOSURE_SIGNATURES_TOO_MANY: {
      title: "The SD-JWT has more signatures than the limit",
      hint: "Send fewer signatures.",
    },
  }),
  ...errorRows("caller", "disclosure#several-signatures", {
    DISCLOSURE_SIGNATURES_SEVERAL: {
      title: "The SD-JWT has several signatures where only one is allowed",
      hint: "Send one signature, or say which of several count.",
    },
    DISCLOSURE_SIGNATURES_UNASKED: {
      title: "A signature names a key that was not asked for, or none",
      hint: "Sign with the keys that the verifier names, each with its kid.",
    },
    DISCLOSURE_SIGNATURES_REPEATED: {
      title: "Two signatures name the same key",
      hint: "Sign once with each key.",
    },
    DISCLOSURE_SIGNATURES_MISSING: {
      title: "The signature of a required key is missing",
      hint: "Sign with every key that the verifier names.",
    },
  }),

  // Putting disclosures back
  DISCLOSURE_HASH_UNKNOWN: {
    fault: "caller",
    title: "The digests are of an unknown hash function",
    hint: "Issue with _sd_alg sha-256 or leave _sd_alg out.",
    spec: "disclosure#reading",
  },
  ...errorRows("caller", "disclosure#revealing", {
    DISCLOSURE_HASH_MISPLACED: {
      title: "_sd_alg appears below the top level",
      hint: "Name the hash function once, at the top level of the signed payload.",
    },
    DISCLOSURE_SD_NOT_ARRAY: {
      title: "A member _sd is not an array",
      hint: "Make _sd an array of digests.",
    },
    DISCLOSURE_DIGEST_NOT_STRING: {
      title: "A digest is not a string",
      hint: "Make each digest a base64url string.",
    },
    DISCLOSURE_DIGEST_MALFORMED: {
      title: "A digest is not a SHA-256 digest in base64url",
      hint: "Make each digest, decoys too, 43 characters of canonical base64url.",
    },
    DISCLOSURE_DIGEST_REPEATED: {
      title: "The same digest appears twice",
      hint: "Use a fresh salt for each disclosure and place each digest once.",
    },
    DISCLOSURE_PLACEHOLDER_EXTRA: {
      title: "The placeholder of an array element has other members",
      hint: "Make the placeholder an object whose only member is the three dots.",
    },
    DISCLOSURE_PLACEHOLDER_MISPLACED: {
      title: "A placeholder for an array element is outside an array",
      hint: "Use _sd for object members; three dots are for array elements.",
    },
    DISCLOSURE_MEMBER_UNNAMED: {
      title: "A digest in _sd belongs to a disclosure without a claim name",
      hint: "Make disclosures of object members arrays of salt, name and value.",
    },
    DISCLOSURE_ELEMENT_NAMED: {
      title: "The digest of an array element belongs to a disclosure with a claim name",
      hint: "Make disclosures of array elements arrays of salt and value.",
    },
    DISCLOSURE_NAME_TAKEN: {
      title: "A disclosure names a claim that is already there",
      hint: "Disclose each claim once; a disclosure cannot replace a claim.",
    },
    DISCLOSURE_UNREFERENCED: {
      title: "A disclosure belongs to no digest of the signed payload",
      hint: "Send only disclosures of this SD-JWT, each with the disclosures that contain it.",
    },
  }),
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
  ...errorRows("caller", "disclosure#verifying", {
    DISCLOSURE_TIME_INVALID: {
      title: "exp, nbf or iat is not a number of seconds",
      hint: "Send seconds since 1970 as a JSON number.",
    },
    DISCLOSURE_EXPIRED: {
      title: "The object has expired",
      hint: "Ask the issuer for a new one.",
    },
    DISCLOSURE_NOT_YET_VALID: {
      title: "The object is not valid yet",
      hint: "Wait until nbf, or check the clocks of both sides.",
    },
    DISCLOSURE_ISSUED_IN_FUTURE: {
      title: "The object claims to be issued in the future",
      hint: "Check the clocks of both sides.",
    },
  }),

  // Key binding
  ...errorRows("caller", "disclosure#key-binding", {
    DISCLOSURE_KB_FORBIDDEN: {
      title: "A key binding JWT was sent where none is admitted",
      hint: "Send the SD-JWT without key binding, ending in a tilde.",
    },
    DISCLOSURE_KB_MISSING: {
      title: "The key binding JWT is missing",
      hint: "Sign the audience and nonce you were given with the key the SD-JWT is bound to.",
    },
    DISCLOSURE_KB_MALFORMED: {
      title: "The key binding JWT cannot be read",
      hint: "Send a JWS in compact serialization whose header and payload are JSON objects.",
    },
    DISCLOSURE_KB_TYPE_WRONG: {
      title: "The key binding JWT is of another type",
      hint: "Set typ to kb+jwt.",
    },
    DISCLOSURE_KB_ALGORITHM_NOT_ALLOWED: {
      title: "The algorithm of the key binding JWT is not allowed",
      hint: "Sign with the algorithm of the bound key, ES256 or Ed25519.",
    },
    DISCLOSURE_KB_AUDIENCE_WRONG: {
      title: "The key binding JWT is for another audience",
      hint: "Set aud to the one string the verifier named.",
    },
    DISCLOSURE_KB_NONCE_WRONG: {
      title: "The key binding JWT answers another nonce",
      hint: "Ask for a new nonce and sign that one.",
    },
    DISCLOSURE_KB_HASH_WRONG: {
      title: "The key binding JWT is for another set of disclosures",
      hint: "Hash the SD-JWT exactly as sent, up to and including the last tilde.",
    },
    DISCLOSURE_KB_TIME_INVALID: {
      title: "iat, exp or nbf of the key binding JWT is missing or not a number of seconds",
      hint: "Send iat as seconds since 1970, a JSON number.",
    },
    DISCLOSURE_KB_TOO_OLD: {
      title: "The key binding JWT is too old or has expired",
      hint: "Make a new key binding JWT for each presentation.",
    },
    DISCLOSURE_KB_IN_FUTURE: {
      title: "The key binding JWT is not valid yet",
      hint: "Check the clocks of both sides.",
    },
  }),
  DISCLOSURE_KB_SIGNATURE_INVALID: {
    fault: "peer",
    title: "The signature of the key binding JWT does not verify",
    hint: "Sign with the key the SD-JWT is bound to.",
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
