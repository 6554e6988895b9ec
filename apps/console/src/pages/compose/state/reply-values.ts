import { type Body, EXCHANGE_TYPES, KINDS } from "@safepassage/schema";
import type { Answer } from "../../../app/gateway.ts";
import { type KnownValues, newGroupId } from "./work.ts";

/**
 * Says what is known already of a message that goes on with another, by its kind. Nobody types digests and paths by hand, or draws
 * numbers; and who decides about passing data on, decides about what was asked.
 */
export function knownValues({
  digest,
  message: { clear, body },
}: Pick<Answer<"readContent">, "digest" | "message">): Readonly<Record<string, KnownValues>> {
  const asked = clear["env.messageType"] === "onwardTransferRequest" ? onwardOf(body as Body) : [];
  const isAlert = clear["env.messageType"] === "alert";
  return {
    alertCancellation: isAlert ? [{ f: "cancellation.target", v: digest }] : [],
    breachNotice: [{ f: "breach.messages", v: digest }],
    onwardTransferRequest: [
      { f: "onward.target", v: digest },
      ...pathsOf(body as Body).map((v) => ({ f: "onward.paths", v })),
    ],
    onwardTransferDecision: [...asked, { f: "onward.decisionId", v: newGroupId() }],
  };
}

/** What a request to pass data on says, as far as a decision may say it. */
function onwardOf(body: Body): KnownValues {
  const { required = [], allowed = [] } = EXCHANGE_TYPES["onwardTransferDecision"] ?? {};
  const may = new Set([...required, ...allowed]);
  return Object.values(body)
    .filter(({ kind }) => kind === "onward")
    .flatMap(({ leaves }) => leaves.filter(({ f }) => may.has(f)).map(({ f, v }) => ({ f, v })));
}

/** Places of what a message says of a case. */
const pathsOf = (body: Body): readonly string[] => [
  ...new Set(
    Object.entries(body)
      .filter(([, { kind }]) => KINDS[kind]?.asserted !== false)
      .flatMap(([gid, { leaves }]) => leaves.map(({ f }) => `${gid}/${f}`)),
  ),
];
