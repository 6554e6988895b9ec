import { createFixedClock } from "@safepassage/core";
import { issueDecidedReceipt, issueDeliveredReceipt } from "@safepassage/message";
import { expect, it } from "vitest";
import { entityOf } from "./federation.ts";
import { inside } from "./inside.ts";
import { createExchange, NGO_B, NOW, requestS011, type TestExchange } from "./world.ts";

const NONE = "0".repeat(43);

it("a receipt of a third agency learns nothing of a message, whether there is one or not", async () => {
  const exchange = createExchange();
  const { json } = await exchange.b.call("POST", "/v1/messages", {
    draft: requestS011(),
    mode: "minimise",
  });
  await exchange.settle();
  const row = await inside(exchange.b.store).outbox.findByDigest(json.digest);
  if (row === undefined) throw new TypeError("no such row");
  const unknown = await ask(exchange, { ...row, digest: NONE });
  expect(unknown).toEqual([
    [404, "GATEWAY_MESSAGE_UNKNOWN"],
    [404, "GATEWAY_MESSAGE_UNKNOWN"],
  ]);
  expect(await ask(exchange, row)).toEqual(unknown);
  expect((await inside(exchange.b.store).outbox.find(row.id))?.receipts).toEqual(row.receipts);
});

type Delivery = Parameters<typeof issueDeliveredReceipt>[0];

/** Posts both receipts of a message, signed by Police-D as its recipient. Returns how they are answered. */
function ask({ b, federation }: TestExchange, { digest, sdHash, resolved }: Delivery) {
  const options = {
    ...{ self: entityOf("Police-D"), to: NGO_B, signer: federation.signers["Police-D"] },
    clock: createFixedClock(NOW),
  };
  const delivery = { digest, sdHash, resolved };
  const decision = { verdict: "reject", tier: "state", findings: [], decidedBy: "rules" } as const;
  const receipts = [
    issueDeliveredReceipt(delivery, options),
    issueDecidedReceipt(delivery, decision, options),
  ];
  return Promise.all(
    receipts.map(async (body) => {
      const headers = { "content-type": "application/jwt" };
      const request = new Request("http://b.test/receipts", { method: "POST", headers, body });
      const response = await b.gateway.fetch(request);
      return [response.status, ((await response.json()) as { code: string }).code];
    }),
  );
}
