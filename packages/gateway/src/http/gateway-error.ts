import { type ErrorDetails, type ErrorEntry, errorRows, ProtocolError } from "@safepassage/core";

/** Codes of {@link GatewayError}. */
export const GATEWAY_ERRORS = {
  GATEWAY_BODY_INVALID: {
    fault: "caller",
    title: "The body of the request does not have the members it must have",
    hint: "Correct each place in issues, or the header that is named: a key has 8 to 128 visible ASCII characters. POST /v1/messages takes { draft, mode }; /v1/preview the draft.",
    spec: "gateway#draft-request",
  },
  GATEWAY_BODY_INCOMPLETE: {
    fault: "caller",
    title: "The body of the request was broken off",
    hint: "Send it again, whole.",
    spec: "gateway#limits",
  },
  GATEWAY_BUSY: {
    fault: "self",
    title: "The gateway holds as many bodies of requests as it may",
    hint: "Send the request again in a minute, at once and not slowly.",
    spec: "gateway#limits",
  },
  ...errorRows("self", "operation#configuration", {
    GATEWAY_OPERATION_INVALID:
      "A file that the configuration of metrics or alarms names cannot be used. Put a readable file there: a secret of 32 or more characters, a password, or a certificate in PEM.",
  }),
  ...errorRows("caller", "transport#limits", {
    GATEWAY_PARTNER_BUSY:
      "One partner has as many requests here as it may, or all that sign none. Send it again in a minute, and fewer at once; sign requests, to have room of your own.",
  }),
  ...errorRows("self", "cli-gateway#run", {
    GATEWAY_SETUP_INVALID:
      "The gateway does not start like this. Mend each place that is named, or ask safepassage gateway check again.",
  }),
  ...errorRows("caller", "cli-gateway#init", {
    GATEWAY_EXISTS:
      "The folder has a gateway already. Change agency.json by hand, and the tokens too. If agency.json has none, as after an init that was broken off, remove the files in tokens and run it again. Nothing was changed.",
  }),
  ...errorRows("caller", "cli-gateway#status", {
    GATEWAY_NOT_RUNNING:
      "No gateway of this folder runs on this machine. Start it with: safepassage gateway run. If it was started and waits, safepassage gateway check says for what.",
  }),
  ...errorRows("caller", "cli-gateway#keys", {
    GATEWAY_KEYS_IN_USE:
      "Another program is changing the signing keys of this agency. Wait until it has ended, and look at the keys before you try again.",
    GATEWAY_NEXT_KEY_EXISTS:
      "There is a next signing key already. safepassage keys public keys/signing-key.next.json prints its public half for the authority of the registry. To make another, remove that file.",
    GATEWAY_NEXT_KEY_MISSING:
      "There is no next signing key. Perhaps it is in use already, as after a command that was broken off: safepassage gateway keys FOLDER says which key is. Else make one with: safepassage gateway keys FOLDER next.",
    GATEWAY_NEXT_KEY_UNLISTED:
      "The registry does not have the next signing key in force. Wait until its authority has listed it and its time has begun: until then nobody verifies what it signs.",
  }),
  ...errorRows("caller", "gateway#public-routes", {
    GATEWAY_CONTENT_TYPE_WRONG:
      "The body of the request is of another media type than this route takes. Send a sealed message as application/jose, a receipt as application/jwt, all else as application/json.",
    GATEWAY_ROUTE_UNKNOWN:
      "There is nothing at this address. Use a route and method that the specification lists.",
  }),
  ...errorRows("caller", "gateway#local-routes", {
    GATEWAY_UNAUTHORISED:
      "The request has no token that admits it to this route. Send the token of the agency's own systems, or of the role that may read here.",
  }),
} as const satisfies Record<string, ErrorEntry>;

export type GatewayErrorCode = keyof typeof GATEWAY_ERRORS;

/** Thrown by everything in this package. See {@link GATEWAY_ERRORS} for the codes. */
export class GatewayError extends ProtocolError<GatewayErrorCode> {
  constructor(code: GatewayErrorCode, message: string, options?: ErrorDetails) {
    super(code, GATEWAY_ERRORS[code], message, options);
  }
}
