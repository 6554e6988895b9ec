import { answerOf } from "@safepassage/client";
import type { ErasedPart } from "@safepassage/console/tour";
import { verifyEvidence } from "@safepassage/message";
import type { AgencyName } from "../agencies.ts";
import { readContent } from "../local-client.ts";
import type { Run } from "./run.ts";

/**
 * Asks the recipient of a message for what it still holds, and verifies what remains with the registry's keys.
 *
 * @throws MessageError, TrustError if the remainder does not verify.
 */
export async function erasedPart(
  { clients, registry }: Pick<Run, "clients" | "registry">,
  recipient: AgencyName,
  digest: string,
): Promise<ErasedPart> {
  const { own } = clients[recipient];
  const evidence = await answerOf(own.v1.messages[":digest"].evidence.$get({ param: { digest } }));
  const { clear, receipts, ...verified } = verifyEvidence(evidence, registry);
  return {
    ...{ kind: "erased", recipient, digest: verified.digest },
    isStillThere: (await readContent(own, digest)) !== undefined,
    purpose: clear["env.purpose"],
    legalBases: clear["env.legalBasis"],
    sender: clear["env.sender.agencyId"],
    to: clear["env.recipient.agencyId"],
    createdAt: clear["env.createdAt"],
    receipts: receipts.map(({ kind }) => kind),
  };
}
