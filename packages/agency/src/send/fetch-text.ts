import { readText } from "./body.ts";

/** What sends a request: `fetch`, or what does as it does. It ends the request when `signal` aborts. */
export type Fetch = (request: Request, init: { readonly signal: AbortSignal }) => Promise<Response>;

/**
 * Sends a request and reads the answer whole. When `signal` aborts this ends, whatever `fetch` and
 * the other side do.
 *
 * The signal goes beside the request, never in it: a `Request` and the one that `fetch` makes of it
 * know each other by weak references only (undici, in Node 20 to 24), so that a timeout which is inside the first does
 * nothing any more once garbage was collected.
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
 * Runs `work` with a signal that aborts after some milliseconds, and when the work has ended: what
 * it has left unread keeps no connection.
 *
 * @param controller - To end it before.
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
