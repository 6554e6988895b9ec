import type { DecodedMessage } from "@safepassage/schema";
import { expect, it } from "vitest";
import { addPeople } from "./add-people.ts";
import { createHistoryIndex } from "./history-index.ts";
import type { HistorySource } from "./history-source.ts";

const SELF = "https://ngo-b.test";

it("compares what was said of a person with the few classes that were said later, not with each message", () => {
  let reads = 0;
  const told = Array.from({ length: 1024 }, (_, at) => ({
    own: true,
    record: {
      ...{ record: "message", message: `m${at}`, digest: `d${at}`, from: SELF, exchangeId: "e" },
      ...{ to: `https://x${at % 8}.test`, at: new Date(at * 1000).toISOString(), purpose: "P" },
    },
    mention: {
      pseudonym: "p",
      ageClass: "adult",
      sent: {},
      get ledCategory() {
        reads++;
        return at === 1000 ? "suspect" : "victim";
      },
    },
  }));
  const source = {
    self: SELF,
    isOwnId: () => true,
    notes: { mentionsOf: (_: string, __: string, ___: number, own: boolean) => (own ? told : []) },
  } as unknown as HistorySource;
  const message = {
    clear: { "env.recipient.agencyId": "https://x9.test", "env.createdAt": "2026-11-24T09:00:00Z" },
    body: { g: { ledCategory: "victim", ageClass: "adult" } },
  } as unknown as DecodedMessage;
  const index = createHistoryIndex(SELF);
  const [change] = addPeople(
    source,
    index,
    message,
    { pseudonyms: [["g", "p"]] },
    new Map([["g", "x"]]),
  );
  expect(change).toMatchObject({
    at: "1970-01-01T00:16:40.000Z",
    recipients: Array.from({ length: 8 }, (_, at) => `https://x${at}.test`),
    correctedRecipients: ["https://x0.test"],
  });
  expect(reads).toBeLessThan(20 * told.length);
});
