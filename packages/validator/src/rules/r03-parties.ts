import { atClaim, defineRule } from "@safepassage/rules";
import { findPurpose } from "@safepassage/schema";

/** This kind of sender may open an exchange for this purpose with this kind of recipient. */
export const r03 = defineRule({
  id: "R03",
  codes: ["R03_PURPOSE_UNKNOWN", "R03_SENDER_NOT_ADMITTED", "R03_RECIPIENT_NOT_ADMITTED"],
  needs: ["env.purpose", "env.messageType", "env.sender.agencyType", "env.recipient.agencyType"],
  evaluate({ claims }) {
    const opens = findPurpose(claims["env.purpose"])?.opens;
    if (opens === undefined) return [atClaim("R03_PURPOSE_UNKNOWN", "env.purpose")];
    // Within an exchange, R74 requires the parties that opened it.
    if (!opens.messageTypes.includes(claims["env.messageType"])) return [];
    return [
      ...(opens.senders.includes(claims["env.sender.agencyType"])
        ? []
        : [atClaim("R03_SENDER_NOT_ADMITTED", "env.sender.agencyType")]),
      ...(opens.recipients.includes(claims["env.recipient.agencyType"])
        ? []
        : [atClaim("R03_RECIPIENT_NOT_ADMITTED", "env.recipient.agencyType")]),
    ];
  },
});
