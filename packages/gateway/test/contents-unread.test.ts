import type { AgencyStore, OutboxRow } from "@safepassage/agency";
import { expect, it } from "vitest";
import { requestS011 } from "./drafts.ts";
import { createExchange } from "./world.ts";

it("decrypts a message that is delivered once, to seal it", async () => {
  const rows: OutboxRow[] = [];
  const exchange = createExchange({ wrap: (store) => keepingRows(store, rows) });
  const request = { draft: requestS011(), mode: "minimise" };
  expect((await exchange.b.call("POST", "/v1/messages", request)).status).toBe(201);
  rows.length = 0;
  await exchange.settle();
  expect(rows.length).toBeGreaterThan(2);
  expect(rows.filter((row) => isRead(row, "content"))).toHaveLength(1);
});

/** Whether a member that is worked out when it is first read has been read. */
const isRead = (row: OutboxRow, name: keyof OutboxRow): boolean =>
  Object.getOwnPropertyDescriptor(row, name)?.get === undefined;

/** Keeps each message sent that is looked up. */
function keepingRows(store: AgencyStore, rows: OutboxRow[]): AgencyStore {
  return Object.assign(Object.create(store) as AgencyStore, {
    transaction: (work: Parameters<AgencyStore["transaction"]>[0]) =>
      store.transaction((tx) => {
        const find = async (id: string) => {
          const row = await tx.outbox.find(id);
          if (row !== undefined) rows.push(row);
          return row;
        };
        return work({ ...tx, outbox: { ...tx.outbox, find } });
      }),
  });
}
