import { AsyncLocalStorage } from "node:async_hooks";
import { randomBytes } from "node:crypto";
import {
  type Attributes,
  type Context,
  type ContextManager,
  context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  type SpanStatus,
  SpanStatusCode,
  type TextMapPropagator,
  TraceFlags,
  type Tracer,
  trace,
} from "@opentelemetry/api";

/** A span that has ended. */
export interface EndedSpan {
  readonly name: string;
  readonly parent: string | undefined;
  readonly traceId: string;
  readonly attributes: Attributes;
  readonly status: SpanStatus;
  readonly events: readonly string[];
}

/**
 * Registers a tracing that keeps its spans in memory, as a deployer registers his: the interfaces of the api, and nothing
 * more. The real one has 18 MB.
 */
export function registerTracing(): { readonly spans: readonly EndedSpan[]; end(): void } {
  const spans: EndedSpan[] = [];
  const names = new Map<string, string>();
  const tracer = {
    startSpan(name, { attributes: given = {} } = {}, within = context.active()) {
      const parent = trace.getSpanContext(within);
      const own: SpanContext = {
        traceId: parent?.traceId ?? randomBytes(16).toString("hex"),
        spanId: randomBytes(8).toString("hex"),
        traceFlags: TraceFlags.SAMPLED,
      };
      names.set(own.spanId, name);
      const attributes: Attributes = { ...given };
      const events: string[] = [];
      let status: SpanStatus = { code: SpanStatusCode.UNSET };
      const span: Partial<Span> = {
        spanContext: () => own,
        setAttribute: (key, value) => {
          attributes[key] = value;
          return span as Span;
        },
        setAttributes: (more) => {
          Object.assign(attributes, more);
          return span as Span;
        },
        addEvent: (event) => {
          events.push(event);
          return span as Span;
        },
        setStatus: (next) => {
          status = next;
          return span as Span;
        },
        end() {
          const of = parent && (names.get(parent.spanId) ?? parent.spanId);
          spans.push({ name, parent: of, traceId: own.traceId, attributes, status, events });
        },
      };
      return span as Span;
    },
    startActiveSpan(name: string, options: object, work: (span: Span) => unknown) {
      const span = this.startSpan(name, options);
      return context.with(trace.setSpan(context.active(), span), work, undefined, span);
    },
  } as Tracer;
  trace.setGlobalTracerProvider({ getTracer: () => tracer });
  context.setGlobalContextManager(createManager());
  propagation.setGlobalPropagator(W3C);
  return {
    spans,
    end() {
      trace.disable();
      context.disable();
      propagation.disable();
    },
  };
}

function createManager(): ContextManager {
  const storage = new AsyncLocalStorage<Context>();
  const manager: ContextManager = {
    active: () => storage.getStore() ?? ROOT_CONTEXT,
    with: (within, work, self, ...args) =>
      storage.run(within, () => work.call(self as never, ...args)),
    bind: (_, target) => target,
    enable: () => manager,
    disable: () => manager,
  };
  return manager;
}

/** The header `traceparent` (W3C Trace Context), as far as a test needs it. It heeds the wish of others to be silent. */
const W3C: TextMapPropagator = {
  fields: () => ["traceparent"],
  inject(within, carrier, { set }) {
    const span = trace.getSpanContext(within);
    if (span === undefined || within.getValue(SUPPRESSED) === true) return;
    set(carrier, "traceparent", `00-${span.traceId}-${span.spanId}-01`);
  },
  extract(within, carrier, { get }) {
    const [, traceId, spanId] =
      /^00-([\da-f]{32})-([\da-f]{16})-/.exec(String(get(carrier, "traceparent"))) ?? [];
    if (traceId === undefined || spanId === undefined) return within;
    return trace.setSpanContext(within, { traceId, spanId, traceFlags: 1, isRemote: true });
  },
};

const SUPPRESSED = Symbol.for("OpenTelemetry SDK Context Key SUPPRESS_TRACING");
