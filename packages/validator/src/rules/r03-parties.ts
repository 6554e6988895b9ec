import { type PartyObstacle, partyObstacles } from "@safepassage/policy";
import { atClaim, atLeaf, definePart, defineParts, leavesOf } from "@safepassage/rules";
import { findPurpose } from "@safepassage/schema";

/** Agencies of these kinds may exchange for this purpose, and so may one that takes over from either. */
export const r03 = defineParts({
  id: "R03",
  codes: [
    "R03_PURPOSE_UNKNOWN",
    "R03_SENDER_NOT_ADMITTED",
    "R03_RECIPIENT_NOT_ADMITTED",
    "R03_PAIR_NOT_ADMITTED",
    "R03_ABROAD",
    "R03_HANDOVER_NOT_A_PARTY",
    "R03_HANDOVER_NOT_ADMITTED",
  ],
  parts: [
    definePart({
      needs: [
        "env.purpose",
        "env.messageType",
        "env.sender.agencyType",
        "env.sender.country",
        "env.recipient.agencyType",
        "env.recipient.country",
      ],
      evaluate({ claims }) {
        const opens = findPurpose(claims["env.purpose"])?.opens;
        if (opens === undefined) return [atClaim("R03_PURPOSE_UNKNOWN", "env.purpose")];
        // Within an exchange, R74 requires the parties that opened it.
        if (!opens.messageTypes.includes(claims["env.messageType"])) return [];
        const party = (side: "sender" | "recipient") => ({
          type: claims[`env.${side}.agencyType`],
          country: claims[`env.${side}.country`],
        });
        const obstacles = partyObstacles(opens, party("sender"), party("recipient"));
        return obstacles.map((obstacle) => {
          const [code, claim] = OBSTACLES[obstacle];
          return atClaim(code, claim);
        });
      },
    }),
    definePart({
      stage: "context",
      about: { fields: ["handover.to"] },
      needs: [
        "env.purpose",
        "env.sender.agencyId",
        "env.sender.agencyType",
        "env.recipient.agencyId",
        "env.recipient.agencyType",
        "agreement",
        "registry",
      ],
      evaluate({ claims, facts, leaves }) {
        const { parties } = facts.agreement;
        const two = [claims["env.sender.agencyId"], claims["env.recipient.agencyId"]];
        const { senders = [], recipients = [] } = findPurpose(claims["env.purpose"])?.opens ?? {};
        const stays = claims["env.recipient.agencyType"];
        const leaver = claims["env.sender.agencyType"];
        // In the part of the one that leaves, beside the one that stays: as opener or as recipient.
        const mayStandIn = (type: string): boolean =>
          (senders.includes(leaver) && senders.includes(type) && recipients.includes(stays)) ||
          (recipients.includes(leaver) && recipients.includes(type) && senders.includes(stays));
        return leavesOf("handover.to", leaves).flatMap((leaf) => {
          const entity = String(leaf.value);
          const isParty = parties.includes(entity) && !two.includes(entity);
          const { named } = facts.registry;
          // R86 reports an agency that the registry does not list.
          const type = Object.hasOwn(named, entity) ? named[entity]?.type : undefined;
          if (isParty && (type === undefined || mayStandIn(type))) return [];
          const code = isParty ? "R03_HANDOVER_NOT_ADMITTED" : "R03_HANDOVER_NOT_A_PARTY";
          return [atLeaf(code, leaf)];
        });
      },
    }),
  ],
});

/** What is found of each obstacle, and at which claim. */
const OBSTACLES = {
  pair: ["R03_PAIR_NOT_ADMITTED", "env.recipient.agencyType"],
  abroad: ["R03_ABROAD", "env.recipient.country"],
  sender: ["R03_SENDER_NOT_ADMITTED", "env.sender.agencyType"],
  recipient: ["R03_RECIPIENT_NOT_ADMITTED", "env.recipient.agencyType"],
} as const satisfies Record<PartyObstacle, readonly [string, string]>;
