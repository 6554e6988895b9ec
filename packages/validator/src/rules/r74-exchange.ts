import { atClaim, atLeaves, defineRule, lacks, leavesOf } from "@safepassage/rules";
import { EXCHANGE_TYPES } from "@safepassage/schema";

/** A reply, correction or notice belongs to an open exchange of the same parties and purpose. */
export const r74 = defineRule({
  id: "R74",
  codes: ["R74_NOT_IN_EXCHANGE", "R74_PSEUDONYM_DIFFERS"],
  about: { claims: { "env.messageType": new Set(Object.keys(EXCHANGE_TYPES)) } },
  needs: [
    "env.messageType",
    "env.purpose",
    "env.sender.agencyId",
    "env.recipient.agencyId",
    "private.exchangeId",
    "history",
  ],
  evaluate({ claims, facts, leaves }) {
    const parties = new Set([claims["env.sender.agencyId"], claims["env.recipient.agencyId"]]);
    const { exchange } = facts.history;
    if (exchange === undefined) return lacks("history.exchange");
    const answered = exchange.filter(
      (entry) =>
        entry.message === claims["private.inReplyTo"] &&
        entry.exchangeId === claims["private.exchangeId"] &&
        entry.purpose === claims["env.purpose"] &&
        // The same two agencies, because nobody answers herself.
        entry.from !== entry.to &&
        parties.has(entry.from) &&
        parties.has(entry.to),
    );
    if (answered.length === 0) return [atClaim("R74_NOT_IN_EXCHANGE", "private.inReplyTo")];
    // A message that named no person allows any pseudonym.
    const isKnown = (value: unknown) =>
      answered.some(({ pseudonyms }) => pseudonyms?.some((one) => one === value) ?? true);
    const used = leavesOf("subject.pseudonym", leaves);
    return atLeaves("R74_PSEUDONYM_DIFFERS", used, ({ value }) => !isKnown(value));
  },
});
