import type { Fetch } from "./fetch-text.ts";

/**
 * `fetch`, without a fault of Node by which the other side can end the whole program: the body of an answer with more than five content
 * codings has nobody who hears its errors (undici, in Node 24). Such an answer is refused before it has a body.
 */
export const soundFetch: Fetch = (request, init) =>
  fetch(request, { ...init, ...guarded() } as RequestInit);

/** What `fetch` sends its requests by. Only Node has it, and only Node has the fault. */
interface Dispatcher {
  dispatch(options: object, handler: Handler): boolean;
}

interface Handler {
  onHeaders?(status: number, raw: readonly unknown[], ...more: readonly unknown[]): boolean;
}

function guarded(): { readonly dispatcher?: Dispatcher } {
  // Node makes its dispatcher when one of these is first asked for.
  void globalThis.Request;
  const own = (globalThis as { readonly [DISPATCHER]?: Dispatcher })[DISPATCHER];
  if (own === undefined) return {};
  return { dispatcher: { dispatch: (options, handler) => own.dispatch(options, guard(handler)) } };
}

/** Nothing but the headers is looked at. All else goes to the handler as it comes. */
function guard(handler: Handler): Handler {
  const { onHeaders } = handler;
  if (onHeaders === undefined) return handler;
  return Object.create(handler, {
    onHeaders: {
      value(this: Handler, status: number, raw: readonly unknown[], ...more: readonly unknown[]) {
        if (codingsIn(raw) > MOST_CODINGS) throw new TooManyCodings();
        return onHeaders.call(this, status, raw, ...more);
      },
    },
  });
}

/** Counts the content codings in a list of names and values. */
function codingsIn(raw: readonly unknown[]): number {
  let codings = 0;
  for (let at = 0; at < raw.length; at += 2) {
    if (String(raw[at]).toLowerCase() === "content-encoding") {
      codings += String(raw[at + 1]).split(",").length;
    }
  }
  return codings;
}

class TooManyCodings extends Error {
  readonly code = "TOO_MANY_CONTENT_CODINGS";
  override readonly name = "TooManyCodings";
}

const DISPATCHER = Symbol.for("undici.globalDispatcher.1");
const MOST_CODINGS = 5;
