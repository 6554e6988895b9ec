import { type ErrorEntry, errorRows, ProtocolError, withCheck } from "./error.ts";

/** The errors of {@link CoreError}. */
export const CORE_ERRORS = {
  ...errorRows("caller", "encoding#json", {
    JSON_TOO_LARGE:
      "The JSON text is larger than the limit. Send less in one document, or raise the limit if the document is your own.",
    JSON_TOO_DEEP:
      "The JSON text is nested deeper than the limit. Flatten the document; no object of this protocol nests deeper than 16 levels.",
    JSON_TOO_MANY:
      "The JSON text holds more values than the limit. Split the document into several.",
    JSON_DUPLICATE_MEMBER:
      "An object of the JSON text has the same member twice. Keep one of the two members; readers disagree about which one counts.",
    JSON_FORBIDDEN_MEMBER:
      "The JSON text has a member named __proto__. Remove the member; no object of this protocol has it.",
    JSON_MALFORMED:
      "The text is not JSON. Check that the whole document was sent and that nothing was added to it.",
    JSON_BAD_TEXT:
      "The JSON text holds bytes or characters that are not valid Unicode. Encode the document as UTF-8 without byte order mark and without lone surrogates.",
    JSON_BAD_NUMBER:
      "The JSON text holds a number that cannot be represented. Use a number that an IEEE 754 double can hold.",
  }),
  ...errorRows("caller", "encoding#base64url", {
    BASE64URL_MALFORMED:
      "A value is not canonical base64url. Encode with the URL alphabet, without padding, spaces or left-over bits (RFC 4648, Section 5).",
  }),
  ...errorRows("caller", "encoding#canonical-json", {
    CANONICAL_UNSUPPORTED:
      "A value has no canonical JSON form. Use only JSON values: no undefined, functions, NaN, infinities or lone surrogates.",
  }),
  ...withCheck("E03", {
    ...errorRows("caller", "encoding#jws", {
      JWS_TOO_LARGE: "The signed object is larger than the limit. Send a smaller object.",
      JWS_MALFORMED:
        "The text is not a JWS in compact serialization. Send three base64url parts joined by dots (RFC 7515, Section 7.1).",
      JWS_HEADER_INVALID:
        "The protected header is not acceptable. Use only alg, typ, kid and the parameters that this type of object names.",
    }),
    ...errorRows("caller", "encoding#algorithms", {
      JWS_ALGORITHM_NOT_ALLOWED:
        "The signature algorithm is not allowed. Sign with ES256 or Ed25519.",
    }),
    ...errorRows("caller", "encoding#jws", {
      JWS_CRITICAL_UNKNOWN:
        "The protected header marks an extension critical that is not understood. Leave crit out.",
      JWS_TYPE_WRONG:
        "The signed object is of another type than expected. Set typ to the type that the specification names for this object.",
    }),
    ...errorRows("peer", "encoding#jws", {
      JWS_SIGNATURE_INVALID:
        "The signature does not verify. Sign with the key that kid names, over exactly the bytes sent.",
    }),
  }),
  ...errorRows("caller", "encoding#keys", {
    KEY_UNSUITABLE:
      "The key may not be used for this operation. Use a key whose type, curve, use, key_ops and alg fit the operation.",
  }),
} as const satisfies Record<string, ErrorEntry>;

export type CoreErrorCode = keyof typeof CORE_ERRORS;

/** The error of this package. {@link CORE_ERRORS} has its codes. */
export class CoreError extends ProtocolError<CoreErrorCode> {
  constructor(code: CoreErrorCode, message: string, options?: ErrorOptions) {
    super(code, CORE_ERRORS[code], message, options);
  }
}
