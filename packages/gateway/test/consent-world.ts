import type { ConsentRecord } from "@safepassage/schema";
import { inside } from "./inside.ts";
import { NRM_D, withTwin } from "./two-recipients.ts";
import { createExchange, NGO_C, requestS011, type TestExchange } from "./world.ts";

/** Who sends and withdraws. */
export const OFFICER = { id: "staff-0042", assurance: 2 };

const [HELD = { subject: "", record: {} }] = requestS011().consents ?? [];

/** The group of the person in S01.1. */
export const SUBJECT = HELD.subject;

/** The consent record of S01.1, which names two recipients. */
export const RECORD = { ...(HELD.record as unknown as ConsentRecord), recipients: [NGO_C, NRM_D] };

/**
 * Opens NGO-B and NGO-C. NGO-B has an agreement with NRM-D too.
 *
 * @param terms - Of the agreement with NGO-C.
 * @param path - Of the database of NGO-B. Left out: it is in memory.
 */
export function open(terms = {}, path?: string): TestExchange {
  const federation = withTwin();
  const agreements = [
    federation.signTerms("AGR-ASSIST", terms, "NGO-B", "NGO-C"),
    federation.sign("AGR-ASSIST", "NGO-B", "NRM-D"),
  ];
  return createExchange({
    ...{ federation, options: { agreements } },
    ...(path !== undefined && { paths: { "NGO-B": path } }),
  });
}

/** NGO-B sends S01.1 on the record, under a new reference unless one is given. Returns its digest. */
export async function send(
  { b }: TestExchange,
  {
    recipient = NGO_C,
    record = {},
    ref,
    ...more
  }: {
    readonly recipient?: string;
    readonly record?: Partial<ConsentRecord>;
    readonly ref?: string;
    readonly private?: object;
    readonly officer?: object;
    readonly legalBases?: readonly string[];
  } = {},
): Promise<string> {
  const consent = { subject: SUBJECT, record: { ...RECORD, ...record } };
  const consents = [{ ...consent, ...(ref !== undefined && { ref }) }];
  const draft = { ...requestS011(), ...more, recipient, consents };
  const { status, json } = await b.call("POST", "/v1/messages", { draft, mode: "asIs" });
  if (status !== 201) throw new TypeError(JSON.stringify(json));
  return json.digest;
}

/** Withdraws at NGO-B what is named. */
export const withdraw = ({ b }: TestExchange, named: object, headers?: Record<string, string>) =>
  b.call("POST", "/v1/withdrawals", { ...named, officer: OFFICER }, headers);

/** The exchange of a message that NGO-B has sent. */
export const exchangeOf = async ({ b }: TestExchange, digest: string): Promise<string> =>
  (await inside(b.store).outbox.findByDigest(digest))?.content?.exchangeId ?? "";

/** The reference under which a message was sent on the record. */
export async function refOf({ b }: TestExchange, digest: string): Promise<string> {
  const row = await inside(b.store).outbox.findByDigest(digest);
  return row?.content?.message.private["private.consentRefs"][0] ?? "";
}

/** Whether NGO-B still holds a message. */
export const isHeld = async ({ b }: TestExchange, digest: string): Promise<boolean> =>
  (await inside(b.store).outbox.findByDigest(digest))?.content !== undefined;
