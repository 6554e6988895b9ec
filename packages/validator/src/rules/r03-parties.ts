import { atClaim, defineRule } from "@safepassage/rules";
import { findPurpose, type NarrowedParty } from "@safepassage/schema";

/** This kind of sender may open an exchange for this purpose with this kind of recipient. */
export const r03 = defineRule({
  id: "R03",
  codes: [
    "R03_PURPOSE_UNKNOWN",
    "R03_SENDER_NOT_ADMITTED",
    "R03_RECIPIENT_NOT_ADMITTED",
    "R03_PAIR_NOT_ADMITTED",
    "R03_ABROAD",
  ],
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
    const types: readonly string[] = [
      claims["env.sender.agencyType"],
      claims["env.recipient.agencyType"],
    ];
    const narrowed = (opens.only ?? []).filter(({ of }) => types.includes(of));
    const isAbroad = claims["env.sender.country"] !== claims["env.recipient.country"];
    // The two may be of one type: then that type is among those it exchanges with, or not.
    const suits = (one: NarrowedParty): boolean =>
      one.with.includes((types[0] === one.of ? types[1] : types[0]) ?? "");
    return [
      ...(narrowed.every(suits)
        ? []
        : [atClaim("R03_PAIR_NOT_ADMITTED", "env.recipient.agencyType")]),
      ...(isAbroad && narrowed.some(({ domestic }) => domestic === true)
        ? [atClaim("R03_ABROAD", "env.recipient.country")]
        : []),
      ...(opens.senders.includes(claims["env.sender.agencyType"])
        ? []
        : [atClaim("R03_SENDER_NOT_ADMITTED", "env.sender.agencyType")]),
      ...(opens.recipients.includes(claims["env.recipient.agencyType"])
        ? []
        : [atClaim("R03_RECIPIENT_NOT_ADMITTED", "env.recipient.agencyType")]),
    ];
  },
});
