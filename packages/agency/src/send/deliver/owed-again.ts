import { textsIn } from "@safepassage/history";
import { randomId } from "@safepassage/message";
import type { Effect } from "../../effects/shared/effect.ts";
import { replyTo } from "../../effects/shared/reply.ts";
import type { Tx } from "../../store/ports.ts";
import type { OutboxChange, OutboxRow } from "../../store/rows.ts";
import { certificateEvent } from "./certificate-events.ts";

/**
 * Owes a certificate once more whose deadline has passed, as where its recipient was suspended, or was not reached for a week: it waits for
 * one that verifies. It says the same, and is written and signed anew when it can be sent. After about 40 days a person
 * tells the recipient.
 */
export async function owedAgain(
  { inbox }: Tx,
  row: OutboxRow,
  { state }: OutboxChange,
  { code, at }: { readonly code: string; readonly at: string },
): Promise<readonly Effect[]> {
  if (state !== "expired" || row.messageType !== "erasureCertificate") return [];
  const message = row.content?.message;
  const inReplyTo = message?.private["private.inReplyTo"];
  const groups = Object.values(message?.body ?? {});
  const [about] = textsIn(groups, "erasure.messageDigest");
  if (message === undefined || inReplyTo === undefined || about === undefined) return [];
  const unsent = { about, code, at };
  const asked = await inbox.find(row.recipient, inReplyTo);
  const since = Date.parse(asked?.receivedAt ?? row.createdAt);
  if (Date.parse(at) - since > LONGEST_MS) {
    return [
      certificateEvent("certificateFailed", unsent),
      certificateEvent("certificateGivenUp", unsent),
    ];
  }
  const reply = replyTo(message, {
    ...{ messageType: row.messageType, inReplyTo },
    assurance: message.private["private.officerAssurance"],
    groups: groups.map(({ kind, leaves }) => ({ kind, leaves })),
  });
  return [
    certificateEvent("certificateFailed", unsent),
    { does: "reply", reply: { ...reply, id: randomId(), about } },
  ];
}

/** As long as a reply is tried that cannot be signed. */
const LONGEST_MS = 40 * 86_400_000;
