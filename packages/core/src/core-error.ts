import { type ErrorEntry, ProtocolError } from "./error.ts";

/** The errors of {@link CoreError}. */
export const CORE_ERRORS = {
  JSON_TOO_LARGE: {
    fault: "caller",
    title: "The JSON text is larger than the limit",
    hint: "Send less in one document, or raise the limit if the document is your own.",
    spec: "encoding#json",
  },
  JSON_TOO_DEEP: {
    fault: "caller",
    title: "The JSON text is nested deeper than the limit",
    hint: "Flatten the document; no object of this protocol nests deeper than 16 levels.",
    spec: "encoding#json",
  },
  JSON_TOO_MANY: {
    fault: "caller",
    title: "The JSON text holds more values than the limit",
    hint: "Split the document into several.",
    spec: "encoding#json",
  },
  JSON_DUPLICATE_MEMBER: {
    fault: "caller",
    title: "An object of the JSON text has the same member twice",
    hint: "Keep one of the two members; readers disagree about which one counts.",
    spec: "encoding#json",
  },
  JSON_FORBIDDEN_MEMBER: {
    fault: "caller",
    title: "The JSON text has a member named __proto__",
    hint: "Remove the member; no object of this protocol has it.",
    spec: "encoding#json",
  },
  JSON_MALFORMED: {
    fault: "caller",
    title: "The text is not JSON",
    hint: "Check that the whole document was sent and that nothing was added to it.",
    spec: "encoding#json",
  },
  JSON_BAD_TEXT: {
    fault: "caller",
    title: "The JSON text holds bytes or characters that are not valid Unicode",
    hint: "Encode the document as UTF-8 without byte order mark and without lone surrogates.",
    spec: "encoding#json",
  },
  JSON_BAD_NUMBER: {
    fault: "caller",
    title: "The JSON text holds a number that cannot be represented",
    hint: "Use a number that an IEEE 754 double can hold.",
    spec: "encoding#json",
  },
  BASE64URL_MALFORMED: {
    fault: "caller",
    title: "A value is not canonical base64url",
    hint: "Encode with the URL alphabet, without padding, spaces or left-over bits (RFC 4648, Section 5).",
    spec: "encoding#base64url",
  },
  CANONICAL_UNSUPPORTED: {
    fault: "caller",
    title: "A value has no canonical JSON form",
    hint: "Use only JSON values: no undefined, functions, NaN, infinities or lone surrogates.",
    spec: "encoding#canonical-json",
  },
  JWS_TOO_LARGE: {
    fault: "caller",
    title: "The signed object is larger than the limit",
    hint: "Send a smaller object.",
    spec: "encoding#jws",
    check: "E03",
  },
  JWS_MALFORMED: {
    fault: "caller",
    title: "The text is not a JWS in compact serialization",
    hint: "Send three base64url parts joined by dots (RFC 7515, Section 7.1).",
    spec: "encoding#jws",
    check: "E03",
  },
  JWS_HEADER_INVALID: {
    fault: "caller",
    title: "The protected header is not acceptable",
    hint: "Use only alg, typ, kid and the parameters that this type of object names.",
    spec: "encoding#jws",
    check: "E03",
  },
  JWS_ALGORITHM_NOT_ALLOWED: {
    fault: "caller",
    title: "The signature algorithm is not allowed",
    hint: "Sign with ES256 or Ed25519.",
    spec: "encoding#algorithms",
    check: "E03",
  },
  JWS_CRITICAL_UNKNOWN: {
    fault: "caller",
    title: "The protected header marks an extension critical that is not understood",
    hint: "Leave crit out.",
    spec: "encoding#jws",
    check: "E03",
  },
  JWS_TYPE_WRONG: {
    fault: "caller",
    title: "The signed object is of another type than expected",
    hint: "Set typ to the type that the specification names for this object.",
    spec: "encoding#jws",
    check: "E03",
  },
  JWS_SIGNATURE_INVALID: {
    fault: "peer",
    title: "The signature does not verify",
    hint: "Sign with the key that kid names, over exactly the bytes sent.",
    spec: "encoding#jws",
    check: "E03",
  },
  KEY_UNSUITABLE: {
    fault: "caller",
    title: "The key may not be used for this operation",
    hint: "Use a key whose type, curve, use, key_ops and alg fit the operation.",
    spec: "encoding#keys",
  },
} as const satisfies Record<string, ErrorEntry>;

export type CoreErrorCode = keyof typeof CORE_ERRORS;

/** The error of this package. {@link CORE_ERRORS} has its codes. */
export class CoreError extends ProtocolError<CoreErrorCode> {
  constructor(code: CoreErrorCode, message: string, options?: ErrorOptions) {
    super(code, CORE_ERRORS[code], message, options);
  }
}
