import type { Body } from "@safepassage/schema";
import type { Answer } from "../../../app/gateway.ts";
import { groupsAnew } from "./groups-anew.ts";
import { CHANNEL_GROUND, EMPTY_WORK, type Work } from "./work.ts";

/**
 * Begins anew a message of this agency that its recipient did not get, or did not take: to the same agency, for the same purpose, with
 * the same values. Deadlines are counted anew. What a consent says stands in the agency's own record, and is stated again.
 *
 * @param content - What that message says, and what it draws on: the conditions of those messages hold for the new one too.
 */
export function againWork({
  message,
  sources,
}: Pick<Answer<"readContent">, "message" | "sources">): Work {
  const { clear, private: hidden, body } = message;
  const { groups, ids } = groupsAnew(
    // The gateway writes the time for an answer, by the law.
    Object.entries(body as Body).filter(([, { kind }]) => kind !== "deadline"),
  );
  return {
    ...EMPTY_WORK,
    head: {
      recipient: clear["env.recipient.agencyId"],
      purpose: clear["env.purpose"],
      agreement: clear["env.agreementRef"].id,
      messageType: clear["env.messageType"],
      legalBases: clear["env.legalBasis"],
    },
    groups,
    necessity: hidden["private.necessity"].map(({ path, reason }) => {
      const [gid = "", ...rest] = path.split("/");
      return { path: [ids.get(gid) ?? gid, ...rest].join("/"), reason };
    }),
    urgency: hidden["private.urgency"],
    conditions: clear["env.handling.conditions"] ?? [],
    channelGround: clear[CHANNEL_GROUND] ?? EMPTY_WORK.channelGround,
    rest: { ...EMPTY_WORK.rest, ...(sources && { sources }) },
  };
}
