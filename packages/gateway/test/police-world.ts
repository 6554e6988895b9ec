import type { Body, Code } from "@safepassage/schema";
import { codesOf, type Sent } from "./correcting.ts";
import { requestS041 } from "./drafts.ts";
import { entityOf } from "./federation.ts";
import { inside } from "./inside.ts";
import { createExchange, NGO_B, type TestExchange } from "./world.ts";

/** Who asks. */
export const POLICE_B = entityOf("Police-B");

/** Who is asked. */
const POLICE_C = entityOf("Police-C");

/** Who sends and reviews. */
export const OFFICER = { id: "staff-0042", assurance: 2 };

/** The group of what is said. */
const GROUP = "HN-LG3fF5cxcTcDCGUe85g";

/** Gateways of Police-B and Police-C. */
export function policeExchange(): TestExchange {
  return createExchange({ parties: ["Police-B", "Police-C"] });
}

/** Sends S04.1, or an alert of the same content, and delivers it. */
export async function ask(
  exchange: TestExchange,
  messageType: Code<"message_type"> = "request",
): Promise<Sent> {
  const draft = { ...requestS041(), messageType };
  const { status, json } = await exchange.b.call("POST", "/v1/messages", { draft, mode: "asIs" });
  if (status !== 201) throw new TypeError(`not sent: ${JSON.stringify(codesOf({ json }))}`);
  await exchange.settle();
  return { id: json.id, digest: json.digest };
}

/** Sends a message of one group in the exchange of another. */
export async function say(
  exchange: TestExchange,
  side: "b" | "c",
  sent: Sent,
  messageType: Code<"message_type">,
  values: Readonly<Record<string, string>>,
  { settle = true, clear = {} }: { readonly settle?: boolean; readonly clear?: object } = {},
  kind = messageType as string,
) {
  const row = await rowOf(exchange, "b", sent);
  const isNgo = row?.purpose === "ASSISTANCE_REFERRAL";
  const leaves = Object.entries(values).map(([f, v]) => ({ f, v }));
  const body: Body = { [GROUP]: { kind, links: [], leaves } };
  const parties = isNgo ? [NGO_B, entityOf("NGO-C")] : [POLICE_B, POLICE_C];
  const draft = {
    recipient: parties[side === "b" ? 1 : 0],
    purpose: row?.purpose,
    messageType,
    legalBases: [isNgo ? "GDPR#6(1)(a)" : side === "b" ? "DIR2023/977#4" : "DIR2023/977#5"],
    agreement: isNgo ? "AGR-ASSIST" : "AGR-LE",
    officer: OFFICER,
    body,
    clear: { ...(isNgo ? {} : { "env.channelGround": "nationalAdapter" }), ...clear },
    private: {
      "private.inReplyTo": sent.id,
      "private.exchangeId": await idOf(exchange, sent),
    },
  };
  const { status, json } = await exchange[side].call("POST", "/v1/messages", {
    draft,
    mode: "asIs",
  });
  if (settle) await exchange.settle();
  return { status, json, id: String(json.id), digest: String(json.digest) };
}

/** The exchange of a message, on whichever side it is held. */
export async function idOf({ b, c }: TestExchange, { digest }: Sent): Promise<string> {
  const sent = await inside(b.store).outbox.findByDigest(digest);
  const received = await inside(c.store).inbox.findByDigest(digest);
  return sent?.content?.exchangeId ?? received?.content?.exchangeId ?? "Nvw5zr_dT0XZhdnuVMh8EQ";
}

/** The row of a message of Police-B: sent there, or received at the other side. */
export const rowOf = async ({ b, c }: TestExchange, side: "b" | "c", { digest }: Sent) =>
  side === "b"
    ? inside(b.store).outbox.findByDigest(digest)
    : inside(c.store).inbox.findByDigest(digest);
