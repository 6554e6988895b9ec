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
    const sender = claims["env.sender.agencyType"];
    const recipient = claims["env.recipient.agencyType"];
    const { senders, recipients, onlyFrom = {} } = opens;
    const isForSender =
      !Object.hasOwn(onlyFrom, recipient) || onlyFrom[recipient]?.includes(sender);
    return [
      ...(senders.includes(sender)
        ? []
        : [atClaim("R03_SENDER_NOT_ADMITTED", "env.sender.agencyType")]),
      ...(recipients.includes(recipient) && isForSender === true
        ? []
        : [atClaim("R03_RECIPIENT_NOT_ADMITTED", "env.recipient.agencyType")]),
    ];
  },
});
