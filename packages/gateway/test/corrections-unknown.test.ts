import type { AgencyStore, InboxRow } from "@safepassage/agency";
import { describe, expect, it } from "vitest";
import { correct, NEED, refer, type Sent, valueFor } from "./correcting.ts";
import { NGO_B } from "./federation.ts";
import { inside } from "./inside.ts";
import { createExchange, type TestExchange } from "./world.ts";

describe("a message that its sender names more often than is read", () => {
  it("is shown as it was sent, and that nobody knows how it stands", async () => {
    const exchange = createExchange();
    const sent = await refer(exchange);
    const { json } = await correct(
      exchange,
      sent,
      valueFor(sent, `${NEED}/need.services`, ["legalAdvice"]),
    );
    const known = await shown(exchange, sent);
    expect(known.corrections).toHaveLength(1);
    expect(known).not.toHaveProperty("correctionsUnknown");

    const { store } = exchange.c;
    const correction = await inside(store).inbox.find(NGO_B, json.id);
    const original = (await inside(store).inbox.find(NGO_B, sent.id))?.content?.message;
    expect(original).toBeDefined();
    await repeat(store, correction, 4096);
    const unknown = await shown(exchange, sent);
    expect(unknown).toMatchObject({ correctionsUnknown: true, message: original });
    expect(unknown).not.toHaveProperty("corrections");
  });
});

const shown = async ({ c }: TestExchange, { digest }: Sent) => (await c.show(digest)).json;

/** Copies a message in a store this many times, without its content. */
async function repeat(store: AgencyStore, row: InboxRow | undefined, count: number): Promise<void> {
  const note = row && (await inside(store).history.find(row.digest));
  if (row?.content === undefined || note === undefined) throw new TypeError("it did not arrive");
  const { erasedAt: _, mendedBy: __, ...rest } = row;
  const content = { ...row.content, message: { clear: {}, private: {}, body: {} } as never };
  await store.transaction(async ({ inbox }) => {
    for (let i = 0; i < count; i++) {
      const [id, digest] = [`id ${i}`, `digest ${i}`];
      const record = { ...note.record, message: id, digest };
      const history = { ...note, record, mentions: [] };
      await inbox.add({
        ...rest,
        id,
        digest,
        sealedDigest: digest,
        content,
        history,
      });
    }
  });
}
