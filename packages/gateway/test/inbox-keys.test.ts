import type { DecodedMessage } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { requestS011 } from "./drafts.ts";
import { createFederation, entityOf, NGO_B, NGO_C } from "./federation.ts";
import { inside } from "./inside.ts";
import { createExchange, type TestExchange, type TestGateway } from "./world.ts";

const NRM_D = entityOf("NRM-D");

describe("an id of a message that another agency has used", () => {
  it("is no hindrance: both messages are taken, and each is read by its digest", async () => {
    const { exchange, d, deliver } = createThree();
    const first = await send(exchange.b);
    const second = await send(d, { id: first.id });
    await deliver();
    const shown = await Promise.all([first, second].map(({ digest }) => exchange.c.show(digest)));
    expect(shown.map(({ json }) => [json.id, json.sender, json.state])).toEqual([
      [first.id, NGO_B, "accepted"],
      [first.id, NRM_D, "accepted"],
    ]);
    for (const { digest } of [first, second]) {
      expect((await exchange.c.call("GET", `/v1/messages/${digest}/evidence`)).status).toBe(200);
    }
  });

  it("erases one of the two, in the inbox and in the history", async () => {
    const { exchange, d, deliver } = createThree();
    const first = await send(exchange.b);
    const second = await send(d, { id: first.id });
    await deliver();
    const message = await messageOf(d, second.digest);
    await d.call("POST", "/v1/withdrawals", {
      digest: second.digest,
      consentRef: message.private["private.consentRefs"][0],
      officer: { id: "staff-0042", assurance: 2 },
    });
    await deliver();
    const { store } = exchange.c;
    const { inbox, history } = inside(store);
    const rows = await Promise.all([first, second].map(({ digest }) => inbox.findByDigest(digest)));
    expect(rows.map((row) => row?.content !== undefined)).toEqual([true, false]);
    const notes = await Promise.all([first, second].map(({ digest }) => history.find(digest)));
    expect(notes.map((note) => note?.record.exchangeId !== "")).toEqual([true, false]);
  });
});

describe("an id that its sender uses again", () => {
  it("is refused with a code as long as its message is in the inbox, also when forgotten", async () => {
    const exchange = createExchange();
    const first = await send(exchange.b);
    await exchange.settle();
    exchange.setTime("2026-12-10T09:02:00Z");
    await exchange.c.gateway.maintain();
    expect(
      await inside(exchange.c.store).replay.has({ iss: NGO_B, jti: first.id, digest: "another" }),
    ).toBe(true);
    const other = createExchange({ federation: exchange.federation });
    other.setTime("2026-12-10T09:02:00Z");
    other.intercept((request) => exchange.c.gateway.fetch(request));
    const again = await send(other.b, { id: first.id });
    await other.b.gateway.sender.deliverDue();
    expect(await inside(other.b.store).outbox.findByDigest(again.digest)).toMatchObject({
      state: "refused",
      lastError: "MESSAGE_REPLAYED",
    });
  });
});

/** NGO-B and NRM-D, which both refer to NGO-C. */
function createThree() {
  const federation = createFederation();
  const agreements = [federation.agreement, federation.sign("AGR-ASSIST", "NRM-D", "NGO-C")];
  const options = { agreements };
  const exchange = createExchange({ federation, options });
  const other = createExchange({ federation, options, parties: ["NRM-D", "NGO-C"] });
  // Another victim service of NGO-B's country.
  for (const each of [exchange, other]) {
    each.editRegistry(({ agencies }) => {
      const [b] = agencies;
      const third = agencies.find(({ entity }) => entity === NRM_D);
      Object.assign(third ?? {}, { facts: (b as unknown as { facts: object }).facts });
    });
  }
  other.intercept((request) => exchange.c.gateway.fetch(request));
  exchange.intercept((request) =>
    request.url.startsWith("http://127.0.0.1:9006/") ? other.b.gateway.fetch(request) : undefined,
  );
  const deliver = async (): Promise<void> => {
    await exchange.settle();
    await other.b.gateway.sender.deliverDue();
    await exchange.settle();
  };
  return { exchange, d: other.b, deliver };
}

/** Sends S01.1, with an id of one's choice. */
async function send(
  { call }: TestGateway,
  { id }: { readonly id?: string } = {},
): Promise<{ readonly id: string; readonly digest: string }> {
  const request = requestS011();
  const { status, json } = await call("POST", "/v1/messages", {
    mode: "asIs",
    draft: {
      ...request,
      ...(id === undefined ? {} : { clear: { "env.messageId": id } }),
      recipient: NGO_C,
    },
  });
  expect([status, json.code, json.findings]).toEqual([201, undefined, []]);
  return json;
}

async function messageOf({ store }: TestExchange["b"], digest: string): Promise<DecodedMessage> {
  const content = (await inside(store).outbox.findByDigest(digest))?.content;
  if (content === undefined) throw new TypeError("the message is not held");
  return content.message;
}
