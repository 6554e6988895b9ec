import { type ErrorEntry, ProtocolError } from "./error.ts";

const JSON_FAULT = { fault: "caller", spec: "encoding#json" } as const;
const JWS_FAULT = { fault: "caller", spec: "encoding#jws", check: "E03" } as const;

/** The errors of {@link CoreError}. */
export const CORE_ERRORS = {
  JSON_TOO_LARGE: {
    ...JSON_FAULT,
    title: "The JSON text is larger than the limit",
    hint: "Send less in one document, or raise the limit if the document is your own.",
  },
  JSON_TOO_DEEP: {
    ...JSON_FAULT,
    title: "The JSON text is nested deeper than the limit",
    hint: "Flatten the document; no object of this protocol nests deeper than 16 levels.",
  },
  JSON_TOO_MANY: {
    ...JSON_FAULT,
    title: "The JSON text holds more values than the limit",
    hint: "Split the document into several.",
  },
  JSON_DUPLICATE_MEMBER: {
    ...JSON_FAULT,
    title: "An object of the JSON text has the same member twice",
    hint: "Keep one of the two members; readers disagree about which one counts.",
  },
  JSON_FORBIDDEN_MEMBER: {
    ...JSON_FAULT,
    title: "The JSON text has a member named __proto__",
    hint: "Remove the member; no object of this protocol has it.",
  },
  JSON_MALFORMED: {
    ...JSON_FAULT,
    title: "The text is not JSON",
    hint: "Check that the whole document was sent and that nothing was added to it.",
  },
  JSON_BAD_TEXT: {
    ...JSON_FAULT,
    title: "The JSON text holds bytes or characters that are not valid Unicode",
    hint: "Encode the document as UTF-8 without byte order mark and without lone surrogates.",
  },
  JSON_BAD_NUMBER: {
    ...JSON_FAULT,
    title: "The JSON text holds a number that cannot be represented",
    hint: "Use a number that an IEEE 754 double can hold.",
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
    ...JWS_FAULT,
    title: "The signed object is larger than the limit",
    hint: "Send a smaller object.",
  },
  JWS_MALFORMED: {
    ...JWS_FAULT,
    title: "The text is not a JWS in compact serialization",
    hint: "Send three base64url parts joined by dots (RFC 7515, Section 7.1).",
  },
  JWS_HEADER_INVALID: {
    ...JWS_FAULT,
    title: "The protected header is not acceptable",
    hint: "Use only alg, typ, kid and the parameters that this type of object names.",
  },
  JWS_ALGORITHM_NOT_ALLOWED: {
    ...JWS_FAULT,
    title: "The signature algorithm is not allowed",
    hint: "Sign with ES256 or Ed25519.",
    spec: "encoding#algorithms",
  },
  JWS_CRITICAL_UNKNOWN: {
    ...JWS_FAULT,
    title: "The protected header marks an extension critical that is not understood",
    hint: "Leave crit out.",
  },
  JWS_TYPE_WRONG: {
    ...JWS_FAULT,
    title: "The signed object is of another type than expected",
    hint: "Set typ to the type that the specification names for this object.",
  },
  JWS_SIGNATURE_INVALID: {
    ...JWS_FAULT,
    fault: "peer",
    title: "The signature does not verify",
    hint: "Sign with the key that kid names, over exactly the bytes sent.",
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
