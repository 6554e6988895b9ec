import {
  atClaim,
  atGroup,
  atLeaves,
  type Claims,
  definePart,
  defineParts,
  type Hit,
  lacks,
  leavesOf,
  type MessageView,
} from "@safepassage/rules";
import {
  EXCHANGE_TYPES,
  type ExchangeEntry,
  type ExchangeTypeEntry,
  NO_RESPONSE_TO,
  PURPOSES,
} from "@safepassage/schema";
import { answeredIn, earlierIn, openingIn } from "../concepts/exchange.ts";

const NEEDS = [
  "env.messageType",
  "env.purpose",
  "env.sender.agencyId",
  "env.recipient.agencyId",
  "env.createdAt",
  "private.exchangeId",
  "history",
] as const;
type Needed = Pick<Claims, Exclude<(typeof NEEDS)[number], "history">>;

/** A reply, correction or notice belongs to an exchange of the same parties and purpose, and comes before its end. */
export const r74 = defineParts({
  id: "R74",
  codes: [
    "R74_NOT_IN_EXCHANGE",
    "R74_PSEUDONYM_DIFFERS",
    "R74_WRONG_SIDE",
    "R74_OTHER_PERSON",
    "R74_NOT_AN_ALERT",
    "R74_NOTHING_TO_ANSWER",
    "R74_EXCHANGE_CLOSED",
  ],
  parts: [
    definePart({
      about: { claims: { "env.messageType": new Set(Object.keys(EXCHANGE_TYPES)) } },
      needs: NEEDS,
      evaluate({ claims, facts, leaves, groups }) {
        const type = EXCHANGE_TYPES[claims["env.messageType"]];
        const { exchange, named } = facts.history;
        if (exchange === undefined) return lacks("history.exchange");
        const earlier = earlierIn(exchange, claims);
        const answered = answeredIn(earlier, claims);
        const opening = openingIn(earlier);
        const isUntyped = earlier.some(({ messageType }) => messageType === undefined);
        if (type === undefined || answered.length === 0) return [NOT_IN_EXCHANGE];
        if (isClosedTo(type, claims, earlier, answered)) return [CLOSED];
        if (type.dir !== "both" && opening === undefined) {
          return isUntyped ? lacks("history.exchange.messageType") : [NOT_IN_EXCHANGE];
        }
        const targets = leavesOf("cancellation.target", leaves);
        if (targets.length > 0 && named === undefined) return lacks("history.named");
        const isAlert = (value: unknown): boolean =>
          named?.some(
            ({ digest, messageType, from }) =>
              digest === value && messageType === "alert" && from === claims["env.sender.agencyId"],
          ) ?? false;
        return [
          ...(isOfOtherSide(type, claims, opening)
            ? [atClaim("R74_WRONG_SIDE", "env.messageType")]
            : []),
          ...(ANSWERS.has(claims["env.messageType"]) &&
          answered.every(({ messageType = "" }) => NO_RESPONSE_TO.includes(messageType))
            ? [atClaim("R74_NOTHING_TO_ANSWER", "private.inReplyTo")]
            : []),
          ...atLeaves("R74_NOT_AN_ALERT", targets, ({ value }) => !isAlert(value)),
          ...(type.samePersons === true && opening !== undefined
            ? otherPersons(groups, opening)
            : atLeaves(
                "R74_PSEUDONYM_DIFFERS",
                leavesOf("subject.pseudonym", leaves),
                ({ value }) => !answered.some((entry) => isNamedIn(entry, value)),
              )),
        ];
      },
    }),
    definePart({
      // A closed exchange is not opened again: what is new begins one of its own.
      about: {
        claims: { "env.messageType": new Set(PURPOSES.flatMap(({ opens }) => opens.messageTypes)) },
        closed: true,
      },
      needs: NEEDS,
      evaluate({ claims, facts }) {
        const { exchange } = facts.history;
        if (exchange === undefined) return lacks("history.exchange");
        return closingsOf(earlierIn(exchange, claims), claims).length === 0 ? [] : [CLOSED];
      },
    }),
  ],
});

/** The closings that its sender could know of. What was written before has crossed them on the way. */
const closingsOf = (
  earlier: readonly ExchangeEntry[],
  { "env.createdAt": at }: Pick<Needed, "env.createdAt">,
): readonly ExchangeEntry[] =>
  earlier.filter(({ closedAt }) => closedAt !== undefined && at >= closedAt);

function isClosedTo(
  { afterClosing }: ExchangeTypeEntry,
  claims: Needed,
  earlier: readonly ExchangeEntry[],
  answered: readonly ExchangeEntry[],
): boolean {
  const closings = closingsOf(earlier, claims);
  if (closings.length === 0 || afterClosing === true) return false;
  if (afterClosing === undefined) return true;
  const { answersTo } = afterClosing;
  if (answered.some(({ messageType = "" }) => answersTo.includes(messageType))) return false;
  // Who closes does not get rid of an answer that it owes.
  const isOwn = closings.every(({ from }) => from === claims["env.sender.agencyId"]);
  return !(isOwn && answered.some(({ deadline }) => deadline !== undefined));
}

function isOfOtherSide(
  { dir }: ExchangeTypeEntry,
  claims: Needed,
  opening: ExchangeEntry | undefined,
): boolean {
  if (dir === "both" || opening === undefined) return false;
  return (opening.from === claims["env.sender.agencyId"]) !== (dir === "opener");
}

/** Persons who are not among those of the message that opened the exchange: each has one of its pseudonyms. */
function otherPersons(
  groups: MessageView["groups"],
  { pseudonyms = [] }: ExchangeEntry,
): Hit<"R74_OTHER_PERSON">[] {
  return groups
    .filter(({ entry, leaves }) => {
      if (entry?.person !== true) return false;
      const own = leaves.find(({ field }) => field.id === "subject.pseudonym");
      return !pseudonyms.some((known) => known === own?.value);
    })
    .map((group) => atGroup("R74_OTHER_PERSON", group, "subject.pseudonym", "subject.pseudonym"));
}

/** Whether a message allows a pseudonym. One that named no person allows any. */
const isNamedIn = ({ pseudonyms }: ExchangeEntry, value: unknown): boolean =>
  pseudonyms?.some((one) => one === value) ?? true;

const NOT_IN_EXCHANGE = atClaim("R74_NOT_IN_EXCHANGE", "private.inReplyTo");
const CLOSED = atClaim("R74_EXCHANGE_CLOSED", "private.exchangeId");
const ANSWERS: ReadonlySet<string> = new Set(["response", "refusal"]);
