import type { Agency, NarrowedParty, PurposeEntry } from "@safepassage/schema";

/** Why two agencies do not open an exchange of a purpose. */
export type PartyObstacle = "pair" | "abroad" | "sender" | "recipient";

type Party = Pick<Agency, "type" | "country">;

/** Lists what keeps a sender from opening an exchange of a purpose with a recipient; nothing if it may (rule R03). */
export function partyObstacles(
  { senders, recipients, only = [] }: PurposeEntry["opens"],
  sender: Party,
  recipient: Party,
): readonly PartyObstacle[] {
  const types: readonly string[] = [sender.type, recipient.type];
  const narrowed = only.filter(({ of }) => types.includes(of));
  const isAbroad = sender.country !== recipient.country;
  // The two may be of one type: then that type is among those it exchanges with, or not.
  const suits = (one: NarrowedParty): boolean =>
    one.with.includes((types[0] === one.of ? types[1] : types[0]) ?? "");
  const found: readonly (readonly [PartyObstacle, boolean])[] = [
    ["pair", !narrowed.every(suits)],
    ["abroad", isAbroad && narrowed.some(({ domestic }) => domestic === true)],
    ["sender", !senders.includes(sender.type)],
    ["recipient", !recipients.includes(recipient.type)],
  ];
  return found.flatMap(([obstacle, is]) => (is ? [obstacle] : []));
}
