import type { Reason } from "@safepassage/api";
import { answerOf, GatewayProblem } from "@safepassage/client";
import { type Answer, gateway, queries } from "../../app/gateway.ts";
import { draftsQuery } from "../../app/shared-queries.ts";

/** A draft with what would be sent of it, both of one revision. */
export interface ReadDraft {
  readonly entry: Answer<"readDraft">;
  readonly preview: Answer<"preview">;
}

/**
 * Reads a draft and what would be sent of it. Together they are recorded as one reading, with the reason. The two are of one revision:
 * where somebody changes the draft between them, it is read again.
 *
 * @throws GatewayProblem `API_DRAFT_CHANGED` if it changes each time.
 */
export async function readForApproval(id: string, reason: Reason): Promise<ReadDraft> {
  const param = { id };
  const headers = { "safepassage-reason": reason };
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const entry = await answerOf(gateway.v1.drafts[":id"].$get({ param }, { headers }));
    const preview = await answerOf(gateway.v1.drafts[":id"].preview.$post({ param }, { headers }));
    const { entries } = await queries.fetchQuery({ ...draftsQuery, staleTime: 0 });
    const now = entries.find((one) => one.id === id);
    if (now === undefined || now.revision === entry.revision) return { entry, preview };
  }
  throw new GatewayProblem(409, { code: "API_DRAFT_CHANGED" });
}

const MOST_TRIES = 3;
