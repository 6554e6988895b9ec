import { expect, it } from "vitest";
import { createExchange, requestS011, TOKENS } from "../../gateway/test/world.ts";
import { answerOf, createClient, follow } from "../src/index.ts";

it("asks, follows, and is told what is refused", async () => {
  const exchange = createExchange();
  const client = createClient({
    url: "http://127.0.0.1:8402",
    token: TOKENS.local,
    fetch: (request) => exchange.b.gateway.localFetch(request),
  });
  const ending = new AbortController();
  const events = follow(client, { signal: ending.signal });
  const first = events.next();
  await new Promise((resolve) => setTimeout(resolve, 50));
  const draft = requestS011();
  const sent = await answerOf(client.v1.messages.$post({ json: { draft, mode: "asIs" } }));
  expect(sent.state).toBe("queued");
  await exchange.settle();
  expect((await first).value).toMatchObject({ event: "sent", ref: sent.digest, code: "queued" });
  const page = await answerOf(client.v1.outbox.$get({ query: { limit: 10, state: "decided" } }));
  expect(page.entries.map(({ digest }) => digest)).toEqual([sent.digest]);
  const message = await answerOf(
    client.v1.messages[":digest"].$get({ param: { digest: sent.digest } }),
  );
  expect(message.box === "outbox" && message.receipts.length).toBe(2);
  await expect(
    answerOf(client.v1.messages[":digest"].content.$get({ param: { digest: sent.digest } })),
  ).rejects.toMatchObject({ code: "API_REASON_MISSING", status: 400 });
  ending.abort();
  await events.return();
});
