import { isJsonObject } from "@safepassage/core";
import { type Body, type DecodedMessage, isErasingCorrection } from "@safepassage/schema";
import type { NotedEvent } from "./history-store.ts";
import { leavesIn, textIn, textsIn } from "./texts-in.ts";

/**
 * What a message says has happened to other messages: a correction or a recall to those that it names, an update to
 * the one that it names in `private.inReplyTo`.
 *
 * The message may be faulty in shape. The order of its groups makes no difference.
 */
export function eventsOf(message: Pick<DecodedMessage, "private" | "body">): readonly NotedEvent[] {
  return [...corrected(message), ...validated(message)];
}

/**
 * An update says that the authorisation of an order followed, and names who validated it.
 *
 * @see Reg (EU) 2023/1543 Art 4(5)
 */
function validated({ private: hidden, body }: Pick<DecodedMessage, "private" | "body">) {
  const groups = Object.values(body);
  const order = textIn(hidden["private.inReplyTo"]);
  const follows = textsIn(groups, "update.reason").includes("authorisationFollows");
  const isNamed = textsIn(groups, "evidence.validator").length > 0;
  if (order === undefined || !follows || !isNamed) return [];
  return [{ kind: "orderValidated", messages: [order] }];
}

/**
 * A group speaks of its own targets. A reason, an action or a target that stands alone in its group belongs to all
 * groups that have none.
 */
function corrected({ body }: Pick<DecodedMessage, "body">): readonly NotedEvent[] {
  const whole = partsOf(Object.values(body));
  // By kind, then by message: what becomes of its content.
  const events = new Map<string, Map<string, string | undefined>>();
  for (const group of Object.values(body)) {
    const own = partsOf([group]);
    if (own.targets.length + own.reasons.length === 0) continue;
    const contents = orAll(own.actions, whole.actions).map((action) => DONE.get(action));
    const content = contents.find((one) => one === "erased") ?? contents.find(Boolean);
    for (const reason of orAll(own.reasons, whole.reasons)) {
      const kind = EVENTS.get(reason);
      if (kind === undefined) continue;
      const known = events.get(kind) ?? new Map<string, string | undefined>();
      events.set(kind, known);
      for (const digest of orAll(own.targets, whole.targets)) {
        // Where both are said, erasure counts: nothing is left to restrict.
        if (known.get(digest) !== "erased") known.set(digest, content ?? known.get(digest));
      }
    }
  }
  return [...events].flatMap(([kind, contents]) =>
    [...Map.groupBy(contents, ([, content]) => content)].map(([content, said]): NotedEvent => {
      const messages = said.map(([digest]) => digest);
      return content === undefined ? { kind, messages } : { kind, content, messages };
    }),
  );
}

/** Digests of the messages that a correction, a recall or a cancellation wants erased; none for any other message. */
export function erasedBy({ clear, body }: Pick<DecodedMessage, "clear" | "body">): string[] {
  const type = clear["env.messageType"];
  if (type === CANCELLATION) return [...textsIn(Object.values(body), "cancellation.target")];
  if (type === RECALL) return [...textsIn(Object.values(body), "recall.target")];
  return type === "correction" ? [...digestsToErase(body)] : [];
}

/**
 * Digests of the messages that a correction wants erased. Read group by group: what another group wants restricted is
 * kept.
 *
 * @see LED Art 16(3)
 */
export function digestsToErase(body: Body): ReadonlySet<string> {
  const parts = correctionsIn(body).map((group) => partsOf([group]));
  return new Set(
    parts.flatMap(({ actions, targets }) => (actions.includes("erase") ? targets : [])),
  );
}

/** Digests of the messages that a correction gives new values; `undefined` if it gives none. */
export function digestsToChange(body: Body): ReadonlySet<string> | undefined {
  const groups = correctionsIn(body);
  const givesValues = leavesIn(groups).some(({ f }) => f === "correction.value");
  return givesValues ? new Set(correctedIn(groups)) : undefined;
}

/** Whether a message is a correction that wants messages erased, and nothing else, or recalls some, or cancels an alert. */
export const onlyErases = (message: Pick<DecodedMessage, "clear" | "body">): boolean =>
  [CANCELLATION, RECALL].includes(message.clear["env.messageType"]) || isErasingCorrection(message);

/** Digests of the messages that groups of a correction name. */
export function correctedIn(groups: readonly Body[string][]): readonly string[] {
  return leavesIn(groups).flatMap(({ f, v }) =>
    f === "correction.target" && isJsonObject(v) && typeof v["message"] === "string"
      ? [v["message"]]
      : [],
  );
}

interface Parts {
  readonly targets: readonly string[];
  readonly reasons: readonly string[];
  readonly actions: readonly string[];
}

function partsOf(groups: readonly Body[string][]): Parts {
  return {
    targets: [...correctedIn(groups), ...textsIn(groups, "recall.target")],
    reasons: textsIn(groups, "correction.reason", "recall.reason"),
    actions: textsIn(groups, "correction.action"),
  };
}

const correctionsIn = (body: Body): readonly Body[string][] =>
  Object.values(body).filter(({ kind }) => kind === "correction");

const orAll = (own: readonly string[], all: readonly string[]): readonly string[] =>
  own.length > 0 ? own : all;

const CANCELLATION = "alertCancellation";
const RECALL = "recall";
const EVENTS: ReadonlyMap<string, string> = new Map([
  ["inaccurate", "errorFound"],
  ["unlawful", "unlawfulTransmission"],
  ["classChanged", "classChanged"],
  ["authorisationRejected", "authorisationRejected"],
  ["refusalGroundRaised", "refusalGroundRaised"],
  ["wrongRecipient", "unlawfulTransmission"],
  ["wrongPerson", "errorFound"],
  ["unlawfulTransfer", "unlawfulTransmission"],
  ["consentWithdrawn", "consentWithdrawn"],
]);
const DONE: ReadonlyMap<string, string> = new Map([
  ["erase", "erased"],
  ["restrict", "restricted"],
]);
