import { concatBytes, decodeUtf8 } from "@safepassage/core";
import { AgencyError } from "../setting/agency-error.ts";

/** Sends a request, as `fetch` does. It ends the request when `signal` aborts. */
export type Fetch = (request: Request, init: { readonly signal: AbortSignal }) => Promise<Response>;

/**
 * Sends a request and reads the whole answer. It ends when `signal` aborts, whatever `fetch` and the other side do.
 *
 * The signal is passed beside the request, never in it. `fetch` makes a second `Request`, and the two hold only weak
 * references to each other (undici, in Node 20 to 24): after a garbage collection, a timeout in the first has no effect.
 *
 * @param limit - Most octets of the answer.
 * @throws AgencyError `GATEWAY_BODY_TOO_LARGE`; CoreError `JSON_BAD_TEXT`; whatever `fetch` throws;
 *   the reason of `signal`.
 */
export async function fetchText(
  fetch: Fetch,
  request: Request,
  { signal, limit }: { readonly signal: AbortSignal; readonly limit: number },
): Promise<{ status: number; text: string }> {
  signal.throwIfAborted();
  const left = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
  const answer = async (): Promise<{ status: number; text: string }> => {
    const response = await fetch(request, { signal });
    return { status: response.status, text: await readText(response, limit, signal) };
  };
  return Promise.race([answer(), left]);
}

/**
 * Runs `work` with a signal that aborts after some milliseconds. It also aborts when the work has ended, so that an
 * unread answer keeps no connection open.
 *
 * @param controller - Lets the caller end it earlier.
 */
export async function withTimeout<T>(
  milliseconds: number,
  work: (signal: AbortSignal) => Promise<T>,
  controller = new AbortController(),
): Promise<T> {
  const timer = setTimeout(
    () => controller.abort(new DOMException("no answer in time", "TimeoutError")),
    milliseconds,
  );
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
    controller.abort();
  }
}

/**
 * Reads the body of an answer, of at most `limit` octets, as UTF-8.
 *
 * If the announced length is too large, nothing is read; an unannounced length is refused as soon as it passes the
 * limit. When `signal` aborts, reading stops.
 *
 * @throws {@link AgencyError} `GATEWAY_BODY_TOO_LARGE`; CoreError `JSON_BAD_TEXT`; the reason of
 *   `signal`.
 */
export async function readText(
  { headers, body }: Pick<Response, "headers" | "body">,
  limit: number,
  signal: AbortSignal,
): Promise<string> {
  const tooLarge = () => new AgencyError("GATEWAY_BODY_TOO_LARGE", `more than ${limit} octets`);
  if (body === null) return "";
  const reader = body.getReader();
  const giveUp = (): void => {
    reader.cancel().catch(() => {});
  };
  if (signal.aborted) giveUp();
  else signal.addEventListener("abort", giveUp, { once: true });
  if (Number(headers.get("content-length") ?? 0) > limit) throw tooLarge();
  const parts: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    // A cancelled body looks as if it had ended.
    signal.throwIfAborted();
    if (done) return decodeUtf8(concatBytes(...parts));
    length += value.length;
    if (length > limit) throw tooLarge();
    parts.push(value);
  }
}
