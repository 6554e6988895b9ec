import type { OutboxRow } from "@safepassage/agency";
import { sha256Base64url } from "@safepassage/core";
import { issueDecidedReceipt, issueDeliveredReceipt, issueRefusal } from "@safepassage/message";
import { requestS011 } from "./drafts.ts";
import { NGO_B, NGO_C } from "./federation.ts";
import { inside } from "./inside.ts";
import type { TestExchange } from "./world.ts";

/** What a recipient got: the sealed package, and the row of its sender. */
export interface Sent {
  readonly sealed: string;
  readonly row: OutboxRow;
}

/** Submits S01.1 at NGO-B. Returns its id. */
export async function submit({ b }: TestExchange, draft = requestS011()): Promise<string> {
  const { json } = await b.call("POST", "/v1/messages", { draft, mode: "asIs" });
  return json.id;
}

/** A row of the outbox of NGO-B. */
export async function row({ b }: TestExchange, id: string): Promise<OutboxRow> {
  const found = await inside(b.store).outbox.find(id);
  if (found === undefined) throw new TypeError("no such row");
  return found;
}

/** Both receipts as NGO-C gives them, signed by a key of the agency named. */
export function receipts(
  { federation }: TestExchange,
  { row: { digest, sdHash, resolved } }: Sent,
  signedBy: "NGO-C" | "Police-D" = "NGO-C",
): readonly string[] {
  const options = {
    self: NGO_C,
    to: NGO_B,
    signer: federation.signers[signedBy],
    clock: { now: () => new Date("2026-11-24T09:02:00Z") },
  };
  const delivery = { digest, sdHash, resolved };
  return [
    issueDeliveredReceipt(delivery, options),
    issueDecidedReceipt(
      delivery,
      { verdict: "accept", tier: "state", findings: [], decidedBy: "person" },
      options,
    ),
  ];
}

/** A signed refusal of a package, as NGO-C gives it. */
export function refusal(
  signer: TestExchange["federation"]["signers"]["NGO-C"],
  sealed: string,
  code: string,
): string {
  const clock = { now: () => new Date("2026-11-24T09:02:00Z") };
  return issueRefusal({ sealed: sha256Base64url(sealed), code }, { self: NGO_C, signer, clock });
}

/** An answer that refuses, with or without a receipt. */
export function problem(receipt?: string): Response {
  return Response.json({ title: "refused", receipt }, { status: 422 });
}

/** Hands a request over, keeps its body, and loses the answer. */
export async function loseAnswer(
  request: Request,
  bodies: string[],
  fetch: (request: Request) => Promise<Response>,
): Promise<Response> {
  bodies.push(await request.clone().text());
  await fetch(request);
  throw new TypeError("connection reset");
}

/** Of an answer that no gateway has made. */
export const FOREIGN = "GATEWAY_PEER_ANSWER_FOREIGN";
