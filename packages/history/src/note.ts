import {
  type DecodedMessage,
  isConsentBasis,
  type MessageRecord,
  type Private,
} from "@safepassage/schema";
import { given, some } from "./given.ts";
import type { HistoryNote, Mention } from "./history-store.ts";
import { outcomeOf } from "./outcome-of.ts";
import { pseudonymsIn } from "./questions.ts";
import { correctedIn, erasedBy, eventsOf } from "./said-of-others.ts";
import { leavesIn, textIn, textsIn } from "./texts-in.ts";

/** What an agency knows of a message that the message does not say. */
export interface NoteOptions {
  /** Entity id of this agency. */
  readonly self: string;
  readonly digest: string;
  /** When it was made or received. */
  readonly at: string;
  readonly sources?: readonly string[];
  /** Name of each person in the agency's own index, by group id. */
  readonly people?: ReadonlyMap<string, string>;
  /** Bits told of each person without her consent, by group id. */
  readonly weights?: ReadonlyMap<string, Readonly<Record<string, number>>>;
  /** For a correction that carries values: its message with the new values, which it tells by that. */
  readonly corrected?: DecodedMessage;
}

/**
 * Notes of a message what later ones are judged by: codes, ids and digests.
 *
 * The message may be faulty in shape: it is sent all the same where a life is at stake.
 */
export function noteOf(message: DecodedMessage, options: NoteOptions): HistoryNote {
  const { self, sources } = options;
  const { clear, body } = message;
  const groups = Object.values(body);
  const outcome = outcomeOf(body);
  return {
    record: recordOf(message, options),
    own: clear["env.sender.agencyId"] === self,
    onConsentAlone: restsOnConsentAlone(message),
    ...given({
      events: some(eventsOf(message)),
      erases: some(erasedBy(message)),
      extendsTo: textsIn(groups, "deadline.extendedTo")[0],
      answers: outcome === undefined || PENDING.has(outcome) ? undefined : (true as const),
      sources,
    }),
    mentions: mentionsIn(options.corrected ?? message, options),
  };
}

/** Whether nothing but consent permits a message: then its withdrawal ends it. */
export function restsOnConsentAlone({ clear }: Pick<DecodedMessage, "clear">): boolean {
  return clear["env.legalBasis"].every(isConsentBasis);
}

function recordOf(
  message: DecodedMessage,
  { digest, at }: NoteOptions,
): Omit<MessageRecord, "people"> {
  const { clear, private: hidden, body } = message;
  const groups = Object.values(body);
  const texts = (field: string): readonly string[] => textsIn(groups, field);
  const phase = leavesIn(groups).find(({ f }) => f === "breach.phase")?.v;
  const names = [
    ...new Set([
      ...correctedIn(groups),
      ...texts("recall.target"),
      ...texts("cancellation.target"),
    ]),
  ];
  const [deadline] = [
    ...texts("deadline.at"),
    ...texts("rights.answerBy").map((day) => `${day}T23:59:59Z`),
  ];
  const isCertificate = clear["env.messageType"] === "erasureCertificate";
  return {
    record: "message",
    message: clear["env.messageId"],
    exchangeId: textIn(hidden["private.exchangeId"]) ?? "",
    from: clear["env.sender.agencyId"],
    to: clear["env.recipient.agencyId"],
    purpose: clear["env.purpose"],
    digest,
    messageType: clear["env.messageType"],
    at,
    fromCountry: clear["env.sender.country"],
    conditions: clear["env.handling.conditions"],
    europol: clear["env.handling.europol"] ?? [],
    ...given({
      inReplyTo: textIn(hidden["private.inReplyTo"]),
      caseRef: textIn(hidden["private.caseRef"]),
      names: some(names),
      action: isCertificate ? erasureIn(texts) : actionIn(texts("correction.action")),
      pseudonyms: some(texts("subject.pseudonym")),
      deadline,
      searchKind: texts("match.searchKind")[0],
      phase: typeof phase === "number" ? phase : undefined,
      order: orderIn(message),
      eraseBy: textIn(clear["env.retention.eraseBy"]),
    }),
  };
}

/** What is asked for. Where a message asks for several things, erasure counts: nothing is left of the rest. */
const actionIn = (actions: readonly string[]): string | undefined =>
  actions.includes("erase") ? "erase" : actions[0];

/** What a certificate says was done: what its signer keeps on one of the grounds for an exception, it restricts (LED 16(3)). */
const erasureIn = (texts: (field: string) => readonly string[]): string =>
  texts("erasure.exception").every((exception) => exception === "none") ? "erase" : "restrict";

function mentionsIn(message: DecodedMessage, { people, weights }: NoteOptions): readonly Mention[] {
  return pseudonymsIn(message).map(([gid, pseudonym]) => {
    const group = message.body[gid];
    return {
      pseudonym,
      ledCategory: textIn(group?.ledCategory) ?? "",
      ageClass: textIn(group?.ageClass) ?? "",
      ...given({ person: people?.get(gid), sent: weights?.get(gid) }),
    };
  });
}

/** What a European Production Order orders; of several categories, one that the law protects most. */
function orderIn({ clear, private: hidden, body }: DecodedMessage): MessageRecord["order"] {
  const groups = Object.values(body);
  const isOrder = textsIn(groups, "evidence.kind").some((kind) => ORDERS.has(kind));
  if (!isOrder || clear["env.messageType"] !== "request") return undefined;
  const categories = textsIn(groups, "evidence.category");
  const category = categories.find((code) => PROTECTED.has(code)) ?? categories[0] ?? "";
  return {
    category,
    emergency: (hidden as Partial<Private>)["private.urgency"]?.level === "emergency",
    notified: leavesIn(groups).some(({ f, v }) => f === "evidence.enforcingNotified" && v === true),
  };
}

const PENDING: ReadonlySet<string> = new Set(["deferred", "acknowledged"]);
const ORDERS: ReadonlySet<string> = new Set(["EPOC", "EPOC-PR"]);
const PROTECTED: ReadonlySet<string> = new Set(["trafficData", "contentData"]);
