import type { DraftRequest } from "@safepassage/agency";
import type { Json } from "@safepassage/core";
import { issueMessage, sealMessage, verifyReceipt } from "@safepassage/message";
import type { Body, Draft, Leaf } from "@safepassage/schema";
import { chooseEpoch, verifyEpochs } from "@safepassage/trust";
import { inside } from "./inside.ts";
import { NGO_B, NGO_C, requestS011, type TestExchange, type TestGateway } from "./world.ts";

/** Group ids of S01.1. */
export const PERSON = "8i2U9AAKdTBQ-Y4FGNoUHg";
export const NEED = "3MPijAok6nljw6GPbgObyA";

/** A message sent: its id and digest. */
export interface Sent {
  readonly id: string;
  readonly digest: string;
}

/** Sends S01.1 from NGO-B to NGO-C and delivers it. */
export async function refer(exchange: TestExchange, draft = requestS011()): Promise<Sent> {
  const { json } = await exchange.b.call("POST", "/v1/messages", { draft, mode: "asIs" });
  await exchange.settle();
  return { id: json.id, digest: json.digest };
}

/** The body of a correction of one field. */
export function valueFor(
  { digest }: Pick<Sent, "digest">,
  path: string,
  values: readonly Json[],
  action = "rectify",
): Body {
  const leaves: Leaf[] = [
    { f: "correction.target", v: { message: digest, path } },
    { f: "correction.action", v: action },
    { f: "correction.reason", v: "inaccurate" },
    ...values.map((v) => ({ f: "correction.value", v })),
  ];
  return { Q5oQKBNJwqPP7MUZFCwvaQ: { kind: "correction", links: [], leaves } };
}

/** A correction, as a case system asks for it. */
export async function correctionOf(
  side: TestGateway,
  sent: Sent,
  body: Body,
): Promise<DraftRequest> {
  const row =
    (await inside(side.store).outbox.find(sent.id)) ??
    (await inside(side.store).inbox.find(NGO_B, sent.id));
  return {
    ...requestS011(),
    recipient: (await inside(side.store).outbox.find(sent.id))?.recipient ?? NGO_B,
    messageType: "correction",
    legalBases: ["GDPR#16"],
    body,
    consents: [],
    private: {
      "private.inReplyTo": sent.id,
      "private.exchangeId": row?.content?.exchangeId ?? "Nvw5zr_dT0XZhdnuVMh8EQ",
    },
  };
}

/** Corrects a message at NGO-B's gateway, and delivers the correction. */
export async function correct(exchange: TestExchange, sent: Sent, body: Body) {
  const draft = await correctionOf(exchange.b, sent, body);
  const answer = await exchange.b.call("POST", "/v1/messages", { draft, mode: "asIs" });
  await exchange.settle();
  return answer;
}

/**
 * Sends a correction signed with NGO-B's key, past NGO-B's gateway. It is made from the message that it corrects.
 * Returns what the recipient decided.
 */
export async function correctUnchecked(
  { b, c, federation, registry }: TestExchange,
  sent: Sent,
  body: Body,
  change: { readonly clear?: object; readonly private?: object; readonly now?: string } = {},
) {
  const message = (await inside(b.store).outbox.find(sent.id))?.content?.message;
  if (message === undefined) throw new TypeError("the message is not held");
  const { clear, private: hidden } = message;
  const { "env.digest.private": _, "env.digest.body": __, ...rest } = clear;
  const id = crypto.randomUUID();
  const draft: Draft = {
    clear: {
      ...rest,
      "env.messageId": id,
      "env.messageType": "correction",
      "env.legalBasis": ["GDPR#16"],
      ...change.clear,
    },
    private: {
      ...hidden,
      "private.inReplyTo": sent.id,
      "private.consentRefs": [],
      "private.consentAssertions": [],
      ...change.private,
    },
    body,
  };
  const issued = issueMessage(draft, { signer: federation.signers["NGO-B"] });
  const published = await c.gateway.fetch(new Request("http://c.test/.well-known/spp-epochs"));
  const now = new Date(draft.clear["env.createdAt"]);
  const epochs = verifyEpochs(await published.text(), { registry, entity: NGO_C, now });
  const sealed = sealMessage(issued, {
    sender: NGO_B,
    recipient: NGO_C,
    recipientKey: chooseEpoch(epochs, now).jwk,
  });
  const response = await c.gateway.fetch(
    new Request("http://c.test/inbox", {
      method: "POST",
      headers: { "content-type": "application/jose" },
      body: sealed,
    }),
  );
  const { receipts = [] } = (await response.json()) as { receipts?: string[] };
  const [decided] = receipts
    .map((one) => verifyReceipt(one, registry))
    .flatMap((claims) => (claims.kind === "decided" ? [claims] : []));
  const codes = (decided?.findings ?? []).map(({ code }) => code);
  return {
    id,
    verdict: decided?.verdict,
    codes,
    stored: await inside(c.store).inbox.find(NGO_B, id),
  };
}

/** Codes of the findings for which a gateway refuses a draft. */
export function codesOf({ json }: { readonly json: unknown }): readonly string[] {
  const { findings = [], details = {} } = json as {
    findings?: readonly { code: string }[];
    details?: { findings?: readonly { code: string }[] };
  };
  return (details.findings ?? findings).map(({ code }) => code);
}

/** What no agency has sent. */
export const NEVER_SENT: Sent = {
  id: "5b0c9e6e-2f63-4b7a-9d0e-6c1f4a8e7d35",
  digest: "Ex-RtVIip2H-BTIdLIgdhIYJsapk5rMo-6Y2vRLTL4I",
};

/** A place in S01.1 whose value may be corrected. */
export const SERVICES = `${NEED}/need.services`;

/** Values of a field, in all groups of a body. */
export function valuesIn(body: Body, field: string): readonly unknown[] {
  const leaves = Object.values(body).flatMap((group) => group.leaves);
  return leaves.filter(({ f }) => f === field).map(({ v }) => v);
}
