import { decodeUtf8 } from "@safepassage/core";
import { AgencyError } from "../../setting/agency-error.ts";

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

/** With this reason a caller breaks an attempt off: no failure, and as after a kill it is repeated. */
export const BROKEN_OFF = new Error("the attempt was broken off");

const OVER = new Error("the attempt is over");

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
    // A reason of its own: without one, Node makes an error and its stack each time.
    controller.abort(OVER);
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
 * Reads a body of at most `limit` octets, into one buffer that grows. In however many parts a body arrives, it takes at
 * most twice its octets, and no more than was announced.
 *
 * If the announced length is too large, nothing is read; an unannounced length is refused as soon as it passes the
 * limit. When `signal` aborts, reading stops.
 *
 * @param onRoom - Gets the number of octets by which the buffer grows, before it does.
 * @throws {@link AgencyError} `GATEWAY_BODY_TOO_LARGE`; the reason of `signal`; what `onRoom` and the body throw.
 */
export async function readOctets(
  { headers, body }: Pick<Response, "headers" | "body">,
  limit: number,
  signal: AbortSignal,
  onRoom: (octets: number) => void = () => {},
): Promise<Uint8Array> {
  let buffer = new Uint8Array(0);
  let length = 0;
  const tooLarge = () => new AgencyError("GATEWAY_BODY_TOO_LARGE", `more than ${limit} octets`);
  const announced = Number(headers.get("content-length") ?? 0);
  if (announced > limit) throw tooLarge();
  const grow = (least: number): void => {
    // Of a compressed answer more comes than was announced.
    const most = least <= announced ? announced : limit;
    const size = Math.max(least, Math.min(2 * buffer.length, most));
    onRoom(size - buffer.length);
    const larger = new Uint8Array(size);
    larger.set(buffer);
    buffer = larger;
  };
  const write = (part: Uint8Array): void => {
    const end = length + part.length;
    if (end > limit) throw tooLarge();
    if (end > buffer.length) grow(end);
    // Copied: a part of one octet, kept, would keep the object around it and all that was read with it.
    buffer.set(part, length);
    length = end;
  };
  if (body !== null) await readParts(body, signal, write);
  return buffer.subarray(0, length);
}

/**
 * Gives each part of a body to `take`, and cancels the body when that throws or `signal` aborts. A reader, since `pipeTo`
 * takes half as much processor time again for a body of one part.
 */
async function readParts(
  body: ReadableStream<Uint8Array>,
  signal: AbortSignal,
  take: (part: Uint8Array) => void,
): Promise<void> {
  const reader = body.getReader();
  // Reading ends at once. How the other side takes it is of no use here.
  const cancel = (reason: unknown): void => void reader.cancel(reason).catch(() => {});
  const stop = (): void => cancel(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  try {
    signal.throwIfAborted();
    for (let part = await reader.read(); !part.done; part = await reader.read()) take(part.value);
    signal.throwIfAborted();
  } catch (error) {
    cancel(error);
    throw error;
  } finally {
    signal.removeEventListener("abort", stop);
    reader.releaseLock();
  }
}
