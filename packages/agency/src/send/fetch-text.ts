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

/** Reads a body as {@link readOctets} does, as UTF-8. @throws CoreError `JSON_BAD_TEXT`. */
export async function readText(
  message: Pick<Response, "headers" | "body">,
  limit: number,
  signal: AbortSignal,
): Promise<string> {
  return decodeUtf8(await readOctets(message, limit, signal));
}

/**
 * Reads a body of at most `limit` octets.
 *
 * If the announced length is too large, nothing is read; an unannounced length is refused as soon as it passes the
 * limit. When `signal` aborts, reading stops.
 *
 * @param onPart - Gets the number of octets of each part, before it is kept.
 * @throws {@link AgencyError} `GATEWAY_BODY_TOO_LARGE`; the reason of `signal`; what `onPart` and the body throw.
 */
export async function readOctets(
  { headers, body }: Pick<Response, "headers" | "body">,
  limit: number,
  signal: AbortSignal,
  onPart: (octets: number) => void = () => {},
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let left = limit;
  const tooLarge = () => new AgencyError("GATEWAY_BODY_TOO_LARGE", `more than ${limit} octets`);
  if (Number(headers.get("content-length") ?? 0) > limit) throw tooLarge();
  const write = (part: Uint8Array): void => {
    left -= part.length;
    if (left < 0) throw tooLarge();
    onPart(part.length);
    parts.push(part);
  };
  await body?.pipeTo(new WritableStream({ write }), { signal });
  return concatBytes(...parts);
}
