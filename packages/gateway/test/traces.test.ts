import { context, propagation, SpanStatusCode, trace } from "@opentelemetry/api";
import { afterEach, describe, expect, it } from "vitest";
import { postPackage } from "./partner.ts";
import { folders, served, start } from "./running.ts";
import { type EndedSpan, registerTracing } from "./tracing.ts";
import { createExchange, NGO_C, requestS011, TOKENS } from "./world.ts";

let end = (): void => {};
afterEach(() => end());

const submission = () => ({ draft: requestS011(), mode: "asIs" });

/** Each span as its name under that of its parent. */
const treeOf = (spans: readonly EndedSpan[]) =>
  spans.map(({ name, parent = "" }) => `${parent} > ${name}`);

describe("traces", () => {
  it("follow a message from its submission to the decision of its recipient", async () => {
    // The gateways are there first: a tracer that was taken then would stay dead.
    const exchange = createExchange();
    const tracing = registerTracing();
    end = tracing.end;
    await exchange.b.call("POST", "/v1/messages", submission());
    const { name, attributes, status } = tracing.spans.at(-1) ?? {};
    expect([name, attributes, status]).toEqual([
      ...["safepassage.submit", { "safepassage.peer": NGO_C }, { code: SpanStatusCode.UNSET }],
    ]);
    await exchange.settle();
    const tree = treeOf(tracing.spans);
    for (const one of [
      ...[" > safepassage.submit", "safepassage.submit > safepassage.store"],
      ...[" > safepassage.deliver", "safepassage.deliver > GET", "safepassage.deliver > POST"],
      // One process is both here; between two the trace of the recipient is its own.
      ...["POST > safepassage.take", "safepassage.store > safepassage.open"],
      ...["safepassage.store > safepassage.judge", "safepassage.store > safepassage.write"],
    ]) {
      expect(tree).toContain(one);
    }
    const deliver = tracing.spans.find((span) => span.name === "safepassage.deliver");
    expect(deliver?.events).toEqual(["decided"]);
    expect(deliver?.attributes["safepassage.peer"]).toBe(NGO_C);
    const post = tracing.spans.find((span) => span.name === "POST");
    expect(post?.attributes).toEqual({
      ...{ "http.request.method": "POST", "server.address": "127.0.0.1", "url.path": "/inbox" },
      "http.response.status_code": 200,
    });
    await exchange.b.gateway.maintain();
    expect(treeOf(tracing.spans)).toContain("safepassage.maintain > safepassage.erase");
  });

  it("hold codes of errors, and no words", async () => {
    const exchange = createExchange();
    const tracing = registerTracing();
    end = tracing.end;
    await postPackage(exchange, "Amina");
    const take = tracing.spans.find(({ name }) => name === "safepassage.take");
    const code = "TRUST_SEALED_MALFORMED";
    expect(take?.status).toEqual({ code: SpanStatusCode.ERROR, message: code });
    expect(take?.attributes["error.type"]).toBe(code);
    exchange.intercept(() => Promise.reject(new TypeError("Amina")));
    await exchange.b.call("POST", "/v1/messages", submission());
    await exchange.settle();
    const deliver = tracing.spans.find(({ name }) => name === "safepassage.deliver");
    expect(deliver?.status.message).toBe("GATEWAY_PEER_UNREACHABLE");
    expect(JSON.stringify(tracing.spans)).not.toContain("Amina");
  });

  it("are not told to partners, even by an instrumentation of fetch, and are not taken from them", async () => {
    const headers: string[] = [];
    const exchange = createExchange({
      own: {
        "NGO-B": {
          fetch: async (request) => {
            // As instrumentations do.
            propagation.inject(context.active(), request.headers, {
              set: (carrier, name, value) => carrier.set(name, value),
            });
            headers.push(...request.headers.keys());
            return exchange.c.gateway.fetch(request);
          },
        },
      },
    });
    const tracing = registerTracing();
    end = tracing.end;
    await exchange.b.call("POST", "/v1/messages", submission());
    await exchange.settle();
    expect(headers).toContain("content-type");
    expect(headers).not.toContain("traceparent");
    const foreign = `00-${"a".repeat(32)}-${"b".repeat(16)}-01`;
    await exchange.c.gateway.fetch(
      new Request("http://c.test/inbox", {
        method: "POST",
        headers: { "content-type": "application/jose", traceparent: foreign },
        body: "x",
      }),
    );
    expect(tracing.spans.at(-1)?.name).toBe("safepassage.take");
    expect(tracing.spans.map(({ traceId }) => traceId)).not.toContain("a".repeat(32));
  });

  it("are not told to the authority of the registry either", async () => {
    const made = folders();
    const registry = await served(made);
    const tracing = registerTracing();
    end = tracing.end;
    const asked: (readonly [string, boolean])[] = [];
    await trace.getTracer("of the deployer").startActiveSpan("start", {}, () =>
      start(made.b, undefined, {
        fetch(request, init) {
          propagation.inject(context.active(), request.headers, {
            set: (carrier, name, value) => carrier.set(name, value),
          });
          asked.push([request.url, request.headers.has("traceparent")]);
          return fetch(request, init);
        },
      }),
    );
    expect(asked).toContainEqual([registry.url, false]);
    expect(asked.filter(([, isTold]) => isTold)).toEqual([]);
  });

  it("go on with that of the agency's own system", async () => {
    const exchange = createExchange();
    const tracing = registerTracing();
    end = tracing.end;
    const traceparent = `00-${"c".repeat(32)}-${"d".repeat(16)}-01`;
    const authorization = `Bearer ${TOKENS.local}`;
    const answer = await exchange.b.call("POST", "/v1/messages", submission(), {
      traceparent,
      authorization,
    });
    expect(answer.status).toBe(201);
    const submit = tracing.spans.find(({ name }) => name === "safepassage.submit");
    expect([submit?.traceId, submit?.parent]).toEqual(["c".repeat(32), "d".repeat(16)]);
  });

  it("are none for what runs all the time, and none where nobody registered any", async () => {
    const exchange = createExchange();
    await exchange.b.call("POST", "/v1/messages", submission());
    const tracing = registerTracing();
    end = tracing.end;
    expect(tracing.spans).toEqual([]);
    exchange.setTime("2026-11-24T09:01:00Z");
    await exchange.c.gateway.sender.deliverDue();
    await exchange.c.gateway.figures();
    expect(treeOf(tracing.spans)).toEqual([]);
  });
});
