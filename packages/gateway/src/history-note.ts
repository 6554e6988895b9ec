import type { DecodedMessage, MessageRecord, Private } from "@safepassage/schema";
import type { HistoryNote, Mention } from "./history-store.ts";
import { correctedIn, erasedBy, eventsOf } from "./said-of-others.ts";
import { restsOnConsentAlone } from "./withdrawal.ts";

/** What is known of a message beside what it says. */
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
  /** Of a correction that carries values: its message as it stands then. What that tells, it tells. */
  readonly corrected?: DecodedMessage;
}

/**
 * What is noted of a message, so that later ones can be judged by it.
 *
 * The message may be faulty in shape, where it is sent all the same because a life is at stake.
 */
export function noteOf(message: DecodedMessage, options: NoteOptions): HistoryNote {
  const { self, sources } = options;
  const { clear, body } = message;
  const record = recordOf(message, options);
  const events = eventsOf(message);
  const erases = erasedBy(message);
  const extendsTo = textsOf(body, "deadline.extendedTo")[0];
  const outcome = textsOf(body, "response.outcome")[0];
  return {
    record,
    own: clear["env.sender.agencyId"] === self,
    onConsentAlone: restsOnConsentAlone(message),
    ...(events.length === 0 ? {} : { events }),
    ...(erases.length === 0 ? {} : { erases }),
    ...(extendsTo === undefined ? {} : { extendsTo }),
    ...(outcome === undefined || PENDING.has(outcome) ? {} : { answers: true }),
    ...(sources === undefined ? {} : { sources }),
    mentions: mentionsIn(options.corrected ?? message, options),
  };
}

/** Group id and pseudonym of each person of a message. */
export function pseudonymsIn({ body }: Pick<DecodedMessage, "body">): readonly [string, string][] {
  return Object.entries(body).flatMap(([gid, { kind, leaves }]): [string, string][] => {
    const pseudonym = leaves.find(({ f }) => f === "subject.pseudonym")?.v;
    return kind === "subject" && typeof pseudonym === "string" ? [[gid, pseudonym]] : [];
  });
}

function recordOf(
  message: DecodedMessage,
  { digest, at }: NoteOptions,
): Omit<MessageRecord, "people"> {
  const { clear, private: hidden, body } = message;
  const texts = (field: string): readonly string[] => textsOf(body, field);
  const pseudonyms = texts("subject.pseudonym");
  const names = [...new Set([...correctedIn(Object.values(body)), ...texts("recall.target")])];
  const [deadline] = [
    ...texts("deadline.at"),
    ...texts("rights.answerBy").map((day) => `${day}T23:59:59Z`),
  ];
  const isCertificate = clear["env.messageType"] === "erasureCertificate";
  const optional = {
    inReplyTo: textIn(hidden["private.inReplyTo"]),
    caseRef: textIn(hidden["private.caseRef"]),
    names: some(names),
    action: isCertificate ? "erase" : actionIn(texts("correction.action")),
    pseudonyms: some(pseudonyms),
    deadline,
    searchKind: texts("match.searchKind")[0],
    phase: phaseIn(body),
    order: orderIn(message),
  };
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
    ...(Object.fromEntries(
      Object.entries(optional).filter(([, value]) => value !== undefined),
    ) as Partial<MessageRecord>),
  };
}

/** What is asked for; of several things in one message the one that nothing is left of. */
const actionIn = (actions: readonly string[]): string | undefined =>
  actions.includes("erase") ? "erase" : actions[0];

/** What is said of each person that has a pseudonym. */
function mentionsIn(message: DecodedMessage, { people, weights }: NoteOptions): readonly Mention[] {
  return pseudonymsIn(message).map(([gid, pseudonym]) => {
    const group = message.body[gid];
    const ledCategory = textIn(group?.ledCategory) ?? "";
    const ageClass = textIn(group?.ageClass) ?? "";
    const person = people?.get(gid);
    const sent = weights?.get(gid);
    return {
      ...(person === undefined ? {} : { person }),
      ...{ pseudonym, ledCategory, ageClass },
      ...(sent === undefined ? {} : { sent }),
    };
  });
}

/** What a European Production Order orders; of several, what the law protects most. */
function orderIn({ clear, private: hidden, body }: DecodedMessage): MessageRecord["order"] {
  const isOrder = textsOf(body, "evidence.kind").some((kind) => ORDERS.has(kind));
  if (!isOrder || clear["env.messageType"] !== "request") return undefined;
  const categories = textsOf(body, "evidence.category");
  const category = categories.find((code) => PROTECTED.has(code)) ?? categories[0] ?? "";
  return {
    category,
    emergency: (hidden as Partial<Private>)["private.urgency"]?.level === "emergency",
    notified: leavesIn(body).some(({ f, v }) => f === "evidence.enforcingNotified" && v === true),
  };
}

/** Which phase of a breach a notice announces. */
function phaseIn(body: Body): number | undefined {
  const phase = leavesIn(body).find(({ f }) => f === "breach.phase")?.v;
  return typeof phase === "number" ? phase : undefined;
}

function textsOf(body: Body, field: string): readonly string[] {
  return leavesIn(body).flatMap(({ f, v }) => (f === field && typeof v === "string" ? [v] : []));
}

function leavesIn(body: Body) {
  return Object.values(body).flatMap(({ leaves }) => leaves);
}

const textIn = (value: unknown): string | undefined =>
  typeof value === "string" ? value : undefined;

const some = <T>(list: readonly T[]): readonly T[] | undefined =>
  list.length === 0 ? undefined : list;

type Body = DecodedMessage["body"];

const PENDING: ReadonlySet<string> = new Set(["deferred", "acknowledged"]);
const ORDERS: ReadonlySet<string> = new Set(["EPOC", "EPOC-PR"]);
const PROTECTED: ReadonlySet<string> = new Set(["trafficData", "contentData"]);
