import { errorRows, ProtocolError, withCheck } from "@safepassage/core";

/** The errors of {@link DisclosureError}. All belong to one structural check: every digest is opened. */
export const DISCLOSURE_ERRORS = withCheck("E09", {
  // Issuing
  ...errorRows("caller", "disclosure#issuing", {
    DISCLOSURE_CLAIM_RESERVED:
      "A claim to issue has a name that SD-JWT reserves. Rename the member; _sd, _sd_alg, ... and __proto__ cannot be claim names.",
    DISCLOSURE_CLAIM_CRITICAL:
      "A claim that decides whether the object is valid was marked disclosable. Leave iss, aud, exp, nbf and cnf in the clear.",
    DISCLOSURE_CLAIM_UNSUPPORTED:
      "A claim to issue holds a value that JSON cannot hold. Use strings, finite numbers, booleans, null, arrays and plain objects only.",
    DISCLOSURE_MARK_MISPLACED:
      "Something other than an object member or array element was marked disclosable. Mark members and elements once each; the whole set of claims cannot be marked.",
    DISCLOSURE_SIGNATURE_UNUSABLE:
      "The signature to attach has the wrong length for its algorithm. Convert the device's signature to JOSE form; for ES256 that is 64 octets, R and S.",
  }),
  ...errorRows("caller", "disclosure#salts", {
    DISCLOSURE_SALT_WEAK:
      "The salt source gave a salt that is too short or gave the same salt twice. Give 16 fresh random octets as base64url each time.",
  }),

  // Reading
  ...errorRows("caller", "disclosure#reading", {
    DISCLOSURE_TOO_LARGE: "The SD-JWT is larger than the limit. Send fewer or smaller disclosures.",
    DISCLOSURE_TOO_MANY: "The SD-JWT has more disclosures than the limit. Send fewer disclosures.",
    DISCLOSURE_TOO_DEEP:
      "The claims are nested deeper than the limit. Flatten the claims; disclosures inside disclosures count as levels.",
    DISCLOSURE_SEPARATOR_MISSING:
      "The SD-JWT does not end in a tilde. End the last disclosure with a tilde, unless a key binding JWT follows.",
    DISCLOSURE_EMPTY: "A disclosure is empty. Join disclosures with exactly one tilde.",
    DISCLOSURE_REPEATED: "The same disclosure was sent twice. Send each disclosure once.",
  }),
  ...errorRows("caller", "disclosure#shapes", {
    DISCLOSURE_ENCODING_INVALID:
      "A disclosure is not canonical base64url. Send each disclosure exactly as the issuer made it.",
    DISCLOSURE_JSON_INVALID:
      "A disclosure does not hold acceptable JSON. Encode a JSON array as UTF-8, without repeated members.",
    DISCLOSURE_NOT_ARRAY:
      "A disclosure is not a JSON array. Send an array of salt, name and value, or of salt and value.",
    DISCLOSURE_LENGTH_WRONG:
      "A disclosure has neither two nor three elements. Send an array of salt, name and value, or of salt and value.",
    DISCLOSURE_SALT_NOT_STRING:
      "The salt of a disclosure is not a string. Make the first element a base64url string.",
    DISCLOSURE_SALT_EMPTY:
      "The salt of a disclosure is empty. Use 16 random octets; without a salt a value can be guessed from its digest.",
    DISCLOSURE_NAME_NOT_STRING:
      "The claim name of a disclosure is not a string. Make the second of three elements the claim name.",
    DISCLOSURE_NAME_RESERVED:
      "A disclosure names a claim that SD-JWT reserves. Do not disclose claims named _sd, _sd_alg or three dots.",
    DISCLOSURE_NAME_FORBIDDEN:
      "A disclosure names a claim __proto__. Rename the claim; readers in JavaScript would change an object's nature instead.",
  }),

  // JSON forms
  ...errorRows("caller", "disclosure#json-forms", {
    DISCLOSURE_FORM_NOT_OBJECT:
      "The SD-JWT is JSON, but not an object. Send an object with payload and one signature, or with payload and signatures.",
    DISCLOSURE_FORM_WRONG:
      "The SD-JWT is in another form than the one expected. Send the form that the verifier takes: one signature is flattened, a list is general.",
    DISCLOSURE_FORM_MIXED:
      "The SD-JWT has a list of signatures and a signature beside it. Send flattened or general form, not both in one object.",
    DISCLOSURE_FORM_MEMBER_UNKNOWN:
      "The JSON form of an SD-JWT has a member that is not known. Send payload, protected, signature and header, or payload and signatures, nothing else.",
    DISCLOSURE_FORM_MEMBER_MISSING:
      "The JSON form of an SD-JWT lacks payload, protected or signature. Send all three; the protected header names the algorithm.",
    DISCLOSURE_FORM_MEMBER_INVALID:
      "A member of the JSON form of an SD-JWT is of the wrong kind. Make payload, protected and signature strings, header an object, signatures an array of objects.",
    DISCLOSURE_HEADER_EMPTY: "An unprotected header is empty. Leave out an empty header.",
    DISCLOSURE_HEADER_UNKNOWN:
      "An unprotected header has a parameter that is not known. Put every parameter but kid, disclosures and kb_jwt into the protected header.",
    DISCLOSURE_HEADER_INVALID:
      "kid of an unprotected header is not a string. Name the key with a string, preferably in the protected header.",
    DISCLOSURE_HEADER_TWICE:
      "A parameter is in both the protected and the unprotected header. Keep it in the protected header only.",
    DISCLOSURE_HEADER_MISPLACED:
      "disclosures or kb_jwt is not in the first unprotected header. Put both into the unprotected header of the first signature.",
    DISCLOSURE_LIST_INVALID:
      "disclosures in the unprotected header is not an array of strings. Send an array of the disclosures, each as the issuer made it.",
    DISCLOSURE_SIGNATURES_NONE: "The list of signatures is empty. Send at least one signature.",
    DISCLOSURE_SIGNATURES_TOO_MANY:
      "The SD-JWT has more signatures than the limit. Send fewer signatures.",
  }),
  ...errorRows("caller", "disclosure#several-signatures", {
    DISCLOSURE_SIGNATURES_SEVERAL:
      "The SD-JWT has several signatures where only one is allowed. Send one signature, or say which of several count.",
    DISCLOSURE_SIGNATURES_UNASKED:
      "A signature names a key that was not asked for, or none. Sign with the keys that the verifier names, each with its kid.",
    DISCLOSURE_SIGNATURES_REPEATED: "Two signatures name the same key. Sign once with each key.",
    DISCLOSURE_SIGNATURES_MISSING:
      "The signature of a required key is missing. Sign with every key that the verifier names.",
  }),

  // Putting disclosures back
  ...errorRows("caller", "disclosure#reading", {
    DISCLOSURE_HASH_UNKNOWN:
      "The digests are of an unknown hash function. Issue with _sd_alg sha-256 or leave _sd_alg out.",
  }),
  ...errorRows("caller", "disclosure#revealing", {
    DISCLOSURE_HASH_MISPLACED:
      "_sd_alg appears below the top level. Name the hash function once, at the top level of the signed payload.",
    DISCLOSURE_SD_NOT_ARRAY: "A member _sd is not an array. Make _sd an array of digests.",
    DISCLOSURE_DIGEST_NOT_STRING: "A digest is not a string. Make each digest a base64url string.",
    DISCLOSURE_DIGEST_MALFORMED:
      "A digest is not a SHA-256 digest in base64url. Make each digest, decoys too, 43 characters of canonical base64url.",
    DISCLOSURE_DIGEST_REPEATED:
      "The same digest appears twice. Use a fresh salt for each disclosure and place each digest once.",
    DISCLOSURE_PLACEHOLDER_EXTRA:
      "The placeholder of an array element has other members. Make the placeholder an object whose only member is the three dots.",
    DISCLOSURE_PLACEHOLDER_MISPLACED:
      "A placeholder for an array element is outside an array. Use _sd for object members; three dots are for array elements.",
    DISCLOSURE_MEMBER_UNNAMED:
      "A digest in _sd belongs to a disclosure without a claim name. Make disclosures of object members arrays of salt, name and value.",
    DISCLOSURE_ELEMENT_NAMED:
      "The digest of an array element belongs to a disclosure with a claim name. Make disclosures of array elements arrays of salt and value.",
    DISCLOSURE_NAME_TAKEN:
      "A disclosure names a claim that is already there. Disclose each claim once; a disclosure cannot replace a claim.",
    DISCLOSURE_UNREFERENCED:
      "A disclosure belongs to no digest of the signed payload. Send only disclosures of this SD-JWT, each with the disclosures that contain it.",
  }),
  ...errorRows("caller", "disclosure#verifying", {
    DISCLOSURE_UNRESOLVED:
      "A digest has no disclosure although all must be opened. Send every disclosure; a digest left closed could be opened elsewhere later.",
  }),

  // Presenting
  ...errorRows("caller", "disclosure#presenting", {
    DISCLOSURE_SELECTION_UNKNOWN:
      "A path to disclose names nothing that can be disclosed. Take the paths from what the SD-JWT reveals.",
  }),

  // Validity
  ...errorRows("caller", "disclosure#verifying", {
    DISCLOSURE_TIME_INVALID:
      "exp, nbf or iat is not a number of seconds. Send seconds since 1970 as a JSON number.",
    DISCLOSURE_EXPIRED: "The object has expired. Ask the issuer for a new one.",
    DISCLOSURE_NOT_YET_VALID:
      "The object is not valid yet. Wait until nbf, or check the clocks of both sides.",
    DISCLOSURE_ISSUED_IN_FUTURE:
      "The object claims to be issued in the future. Check the clocks of both sides.",
  }),

  // Key binding
  ...errorRows("caller", "disclosure#key-binding", {
    DISCLOSURE_KB_FORBIDDEN:
      "A key binding JWT was sent where none is admitted. Send the SD-JWT without key binding, ending in a tilde.",
    DISCLOSURE_KB_MISSING:
      "The key binding JWT is missing. Sign the audience and nonce you were given with the key the SD-JWT is bound to.",
    DISCLOSURE_KB_MALFORMED:
      "The key binding JWT cannot be read. Send a JWS in compact serialization whose header and payload are JSON objects.",
    DISCLOSURE_KB_TYPE_WRONG: "The key binding JWT is of another type. Set typ to kb+jwt.",
    DISCLOSURE_KB_ALGORITHM_NOT_ALLOWED:
      "The algorithm of the key binding JWT is not allowed. Sign with the algorithm of the bound key, ES256 or Ed25519.",
    DISCLOSURE_KB_AUDIENCE_WRONG:
      "The key binding JWT is for another audience. Set aud to the one string the verifier named.",
    DISCLOSURE_KB_NONCE_WRONG:
      "The key binding JWT answers another nonce. Ask for a new nonce and sign that one.",
    DISCLOSURE_KB_HASH_WRONG:
      "The key binding JWT is for another set of disclosures. Hash the SD-JWT exactly as sent, up to and including the last tilde.",
    DISCLOSURE_KB_TIME_INVALID:
      "iat, exp or nbf of the key binding JWT is missing or not a number of seconds. Send iat as seconds since 1970, a JSON number.",
    DISCLOSURE_KB_TOO_OLD:
      "The key binding JWT is too old or has expired. Make a new key binding JWT for each presentation.",
    DISCLOSURE_KB_IN_FUTURE:
      "The key binding JWT is not valid yet. Check the clocks of both sides.",
  }),
  ...errorRows("peer", "disclosure#key-binding", {
    DISCLOSURE_KB_SIGNATURE_INVALID:
      "The signature of the key binding JWT does not verify. Sign with the key the SD-JWT is bound to.",
  }),
});

export type DisclosureErrorCode = keyof typeof DISCLOSURE_ERRORS;

/** The error of this package. {@link DISCLOSURE_ERRORS} has its codes. */
export class DisclosureError extends ProtocolError<DisclosureErrorCode> {
  constructor(code: DisclosureErrorCode, message: string, options?: ErrorOptions) {
    super(code, DISCLOSURE_ERRORS[code], message, options);
  }
}
