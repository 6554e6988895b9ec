import type { Message } from "../../src/pages/message/facts/queries.ts";

/** A referral as its recipient shows it. */
export const RECEIVED: Extract<Message, { readonly box: "inbox" }> = {
  ...{ box: "inbox", digest: "A".repeat(43), id: "c3e7a43b-b8c2-49af-a4ec-849f70778f05" },
  ...{ messageType: "referral", purpose: "ASSISTANCE_REFERRAL", eraseBy: "2026-12-24" },
  ...{ sender: "https://ngo-b.test", state: "accepted", receivedAt: "2026-11-24T09:02:00Z" },
  ...{ answeredBy: [], profile: "P".repeat(43), receipts: [], passedOn: [] },
};

/** The same as its sender shows it. */
export const SENT: Extract<Message, { readonly box: "outbox" }> = {
  ...{ box: "outbox", digest: "A".repeat(43), id: "c3e7a43b-b8c2-49af-a4ec-849f70778f05" },
  ...{ messageType: "referral", purpose: "ASSISTANCE_REFERRAL", eraseBy: "2026-12-24" },
  ...{ recipient: "https://ngo-c.test", state: "decided", createdAt: "2026-11-24T09:00:00Z" },
  ...{
    deliverBy: "2026-12-01T09:00:00Z",
    attempts: 1,
    posted: true,
    erasureRequested: false,
    erasureUnheard: false,
  },
  ...{ answeredBy: [], profile: "P".repeat(43), receipts: [] },
};
