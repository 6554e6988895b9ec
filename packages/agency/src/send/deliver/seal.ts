import type { AgencyContext } from "../../setting/context.ts";
import type { VerifiedPartner } from "../../setting/partner.ts";
import { seal as sealTo } from "../../stages/way.ts";
import type { OutboxContent, OutboxRow } from "../../store/rows.ts";

/** Seals a message to the key that its recipient publishes now. */
export async function seal(
  { self, registry, clock }: Pick<AgencyContext, "self" | "registry" | "clock">,
  { recipient }: OutboxRow,
  content: OutboxContent,
  { partner, signal }: { readonly partner: VerifiedPartner; readonly signal: AbortSignal },
): Promise<string> {
  const key = await partner.sealingKey({ registry: registry(), now: clock.now() }, signal);
  return sealTo({ issued: content, sender: self, recipient }, key);
}
