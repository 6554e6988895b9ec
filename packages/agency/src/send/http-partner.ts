import { AgencyError } from "../setting/agency-error.ts";
import type { Answer, Partner } from "../setting/partner.ts";
import { type Fetch, fetchText } from "./fetch-text.ts";
import { MAX_ANSWER } from "./read-answer.ts";

/** Makes a partner that is reached over HTTP, at its address in the registry. */
export function httpPartner(fetch: Fetch, address: string): Partner {
  const endpoint = address.replace(/\/+$/, "");
  return {
    async publishedEpochs(signal) {
      const { status, text } = await send(fetch, `${endpoint}/.well-known/spp-epochs`, {}, signal);
      if (status !== 200) throw unreachable("no key epochs");
      return text;
    },
    deliver(sealed, signal) {
      const headers = { "content-type": "application/jose", accept: "application/json" };
      const init = { method: "POST", headers, body: sealed };
      return send(fetch, `${endpoint}/inbox`, init, signal);
    },
  };
}

async function send(
  fetch: Fetch,
  url: string,
  init: RequestInit,
  signal: AbortSignal,
): Promise<Answer> {
  try {
    // With redirects, one false answer could choose where the message goes.
    const request = new Request(url, { ...init, redirect: "error" });
    return await fetchText(fetch, request, { signal, limit: MAX_ANSWER });
  } catch (cause) {
    if (cause instanceof AgencyError) throw cause;
    throw unreachable("the request failed", cause);
  }
}

function unreachable(message: string, cause?: unknown): AgencyError {
  return new AgencyError("GATEWAY_PEER_UNREACHABLE", message, { cause });
}
