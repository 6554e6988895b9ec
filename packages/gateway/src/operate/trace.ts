import {
  type Attributes,
  context,
  createContextKey,
  propagation,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import type { Activity, Fetch, LogEvent } from "@safepassage/agency";
import { errorCode } from "@safepassage/core";

/**
 * Runs a piece of work in a span of the tracing that the deployer has registered, if any. An error gives the span its
 * code, never its words.
 *
 * @see `docs/spec/operation.md#traces`
 */
export function inSpan<T>(
  { name, ref, peer }: Activity | { name: string; ref?: never; peer?: never },
  work: () => Promise<T>,
): Promise<T> {
  const attributes = {
    ...(ref !== undefined && { "safepassage.ref": ref }),
    ...(peer !== undefined && { "safepassage.peer": peer }),
  };
  return run(`safepassage.${name}`, { attributes }, () => work());
}

/** As {@link inSpan}, where some other span is under way: what runs four times a second makes no trace of its own. */
export const inInnerSpan = <T>(name: string, work: () => Promise<T>): Promise<T> =>
  trace.getActiveSpan() === undefined ? work() : inSpan({ name }, work);

/** Adds a line of the log to the span under way. A line about a failure gives the span its code. */
export function noteInSpan({ event, code, ref, peer }: LogEvent, isFailure: boolean): void {
  const span = trace.getActiveSpan();
  if (span === undefined) return;
  span.addEvent(event, {
    ...(code !== undefined && { "safepassage.code": code }),
    ...(ref !== undefined && { "safepassage.ref": ref }),
    ...(peer !== undefined && { "safepassage.peer": peer }),
  });
  if (isFailure && code !== undefined) {
    span.setStatus({ code: SpanStatusCode.ERROR, message: code });
  }
}

/**
 * Gives each request to a partner a span, and keeps the ids of the trace from the partner. Not even an instrumentation of
 * `fetch` that the deployer has loaded writes them into the request: they would tell a partner which of our requests
 * belong together.
 */
export const tracedFetch =
  (fetch: Fetch): Fetch =>
  (request, init) => {
    const { hostname, pathname } = new URL(request.url);
    const attributes = {
      "http.request.method": request.method,
      "server.address": hostname,
      "url.path": pathname,
    };
    const options = { kind: SpanKind.CLIENT, attributes };
    return run(request.method, options, async (note) => {
      const response = await untracedFetch(fetch)(request, init);
      note({ "http.response.status_code": response.status });
      return response;
    });
  };

/** Keeps the ids of the trace from whoever else is asked, such as the authority of the registry. These requests have no span. */
export const untracedFetch =
  (fetch: Fetch): Fetch =>
  (request, init) =>
    context.with(context.active().setValue(SUPPRESSED, true), () => fetch(request, init));

/** Goes on with the trace of one of the agency's own systems, if its request names one. Never with that of a partner. */
export const inCallersTrace = <T>(headers: Headers, work: () => Promise<T>): Promise<T> =>
  context.with(
    propagation.extract(context.active(), headers, {
      get: (from, name) => from.get(name) ?? undefined,
      keys: (from) => [...from.keys()],
    }),
    work,
  );

function run<T>(
  name: string,
  options: { readonly kind?: SpanKind; readonly attributes: Attributes },
  work: (note: (more: Attributes) => void) => Promise<T>,
): Promise<T> {
  return tracer().startActiveSpan(name, options, async (span) => {
    try {
      return await work((more) => span.setAttributes(more));
    } catch (error) {
      const code = errorCode(error);
      span.setAttribute("error.type", code);
      span.setStatus({ code: SpanStatusCode.ERROR, message: code });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** Taken at each use: one that is taken before the deployer registers his tracing stays dead. */
const tracer = (): Tracer => trace.getTracer("safepassage");

/** What the SDK looks at (`suppressTracing` of `@opentelemetry/core`); keys of the same words are the same. */
const SUPPRESSED = createContextKey("OpenTelemetry SDK Context Key SUPPRESS_TRACING");
