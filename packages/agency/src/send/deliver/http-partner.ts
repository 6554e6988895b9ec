import {
  type Clock,
  encodeUtf8,
  isJsonObject,
  ProtocolError,
  parseJson,
  type Signer,
} from "@safepassage/core";
import { MESSAGE_ERRORS } from "@safepassage/message";
import { signRequest, TRUST_ERRORS, type UnsignedRequest } from "@safepassage/trust";
import { AgencyError, type AgencyErrorCode } from "../../setting/agency-error.ts";
import type { Answer, Partner } from "../../setting/partner.ts";
import { type Fetch, fetchText } from "./fetch-text.ts";
import { MAX_ANSWER } from "./read-answer.ts";
import { tlsFailureOf } from "./tls-failure.ts";

/** Who makes the requests to a partner, and signs them. */
export interface RequestSigner {
  /** Entity id of this agency. */
  readonly entity: string;
  readonly signer: Signer;
  readonly clock: Clock;
}

/** Makes a partner that is reached over HTTP, at its address in the registry. Each request is signed. */
export function httpPartner(fetch: Fetch, address: string, own: RequestSigner): Partner {
  const endpoint = address.replace(/\/+$/, "");
  const send = async (request: UnsignedRequest, signal: AbortSignal): Promise<Answer> => {
    const answer = await exchange(fetch, request, own, signal);
    requireRequestTaken(answer);
    return answer;
  };
  return {
    async publishedEpochs(signal) {
      const target = `${endpoint}/.well-known/spp-epochs`;
      const { status, text } = await send({ method: "GET", target }, signal);
      if (status !== 200) {
        requireOfGateway(isJson(text), status);
        throw new AgencyError("GATEWAY_PEER_UNREACHABLE", "no key epochs");
      }
      requireOfGateway(COMPACT.test(text), status);
      return text;
    },
    async deliver(sealed, signal) {
      const content = { type: "application/jose", octets: encodeUtf8(sealed) };
      const answer = await send({ method: "POST", target: `${endpoint}/inbox`, content }, signal);
      requireOfGateway(isJson(answer.text), answer.status);
      return answer;
    },
  };
}

async function exchange(
  fetch: Fetch,
  request: UnsignedRequest,
  { clock, ...own }: RequestSigner,
  signal: AbortSignal,
): Promise<Answer> {
  const { method, target } = request;
  const headers = { ...signRequest(request, { ...own, now: clock.now() }), accept: ACCEPT };
  const body = request.method === "POST" ? { body: request.content.octets.slice() } : {};
  try {
    // With redirects, one false answer could choose where the message goes.
    const sent = new Request(target, { method, headers, ...body, redirect: "error" });
    return await fetchText(fetch, sent, { signal, limit: MAX_ANSWER });
  } catch (cause) {
    // No gateway answers with so much, or with octets that are no text.
    if (cause instanceof ProtocolError) throw foreign(cause.code, { cause });
    if (isRedirect(cause)) throw foreign("it leads elsewhere", { cause });
    const code = tlsFailureOf(cause) ?? "GATEWAY_PEER_UNREACHABLE";
    throw new AgencyError(code, "the request failed", { cause });
  }
}

/**
 * Tells apart that the request was refused, and not the message. Nobody signs that, and it settles nothing: it only
 * tells the operator where to look.
 */
function requireRequestTaken({ status, text }: Answer): void {
  if (status !== 400 && status !== 403 && status !== 429) return;
  const code = codeIn(text);
  if (code === undefined) return;
  if (code === FULL) throw new AgencyError(FULL, "the recipient takes no more of us today");
  const says = `the recipient answers ${code}`;
  if (OF_CERTIFICATE.has(code)) throw new AgencyError("GATEWAY_CLIENT_CERTIFICATE_REFUSED", says);
  if (OF_REQUEST.has(code)) throw new AgencyError("GATEWAY_SIGNATURE_REFUSED", says);
}

/** Finds the code of a problem that comes without a signed refusal. */
function codeIn(text: string): string | undefined {
  const problem = jsonIn(text);
  // Whatever else it is, it names no code.
  if (!isJsonObject(problem) || problem["receipt"] !== undefined) return undefined;
  return typeof problem["code"] === "string" ? problem["code"] : undefined;
}

/**
 * Tells apart what a proxy answers by itself, such as its page that no gateway is behind it. It settles nothing: it only
 * tells the operator where to look.
 */
function requireOfGateway(isOfGateway: boolean, status: number): void {
  if (!isOfGateway) throw foreign(`status ${status}`, { details: { status } });
}

const foreign = (says: string, about: ConstructorParameters<typeof AgencyError>[2]): AgencyError =>
  new AgencyError("GATEWAY_PEER_ANSWER_FOREIGN", `an answer of no gateway: ${says}`, about);

/** No gateway leads elsewhere. `fetch` and what shows a client certificate have no code for it, but words. */
function isRedirect(error: unknown): boolean {
  const inner = error instanceof Error ? error.cause : undefined;
  return [error, inner].some((one) => one instanceof Error && REDIRECT.test(one.message));
}

const isJson = (text: string): boolean => jsonIn(text) !== undefined;

function jsonIn(text: string): unknown {
  try {
    return parseJson(text, { maxLength: MAX_ANSWER, maxDepth: 8 });
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    return undefined;
  }
}

const FULL = "GATEWAY_INTAKE_FULL" satisfies AgencyErrorCode;
const REDIRECT = /^(unexpected redirect$|the answer has the status 3)/;
/** The form of a compact JWS. */
const COMPACT = /^[\w-]+\.[\w-]+\.[\w-]+$/;
const ACCEPT = "application/json, application/jwt";
/** Codes of checks of a request: who made it, and which keys that agency has. */
const OF_REQUEST: ReadonlySet<string> = new Set(
  Object.entries({ ...TRUST_ERRORS, ...MESSAGE_ERRORS })
    .filter(([code, { check }]) => check === "E02" || /^TRUST_(KEY|AGENCY)_/.test(code))
    .map(([code]) => code),
);
/** Codes of checks of our client certificate. */
const OF_CERTIFICATE: ReadonlySet<string> = new Set<AgencyErrorCode>([
  "GATEWAY_CLIENT_CERTIFICATE_MISSING",
  "GATEWAY_CLIENT_CERTIFICATE_OVER",
  "GATEWAY_CLIENT_CERTIFICATE_UNTRUSTED",
  "GATEWAY_CLIENT_CERTIFICATE_DIFFERS",
]);
