import { createHmac } from "node:crypto";
import {
  canonicalJson,
  encodeUtf8,
  type Json,
  sha256Base64url,
  toInstant,
} from "@safepassage/core";
import { type Effect, noteEvent, type Outcome } from "../../effects/shared/effect.ts";
import { originalsOf, standInFor } from "../../effects/shared/replaced.ts";
import { AgencyError } from "../../setting/agency-error.ts";
import type { AgencyContext } from "../../setting/context.ts";
import { workOutIn } from "../../store/facts.ts";
import type { Tx } from "../../store/ports.ts";
import type { OutboxRow, Submission } from "../../store/rows.ts";
import type { SubmitOptions, Submitted } from "./submitted.ts";

/**
 * Names a submission by its route, the key that its caller has chosen, and the digest of its request.
 *
 * Two routes never share a key: otherwise a withdrawal might find a referral, and erase nothing. Nor do two callers. A key has no
 * space: what names a caller and a key is no key of the agency's systems.
 *
 * @throws CoreError `CANONICAL_UNSUPPORTED`.
 */
export function nameSubmission(
  route: "/messages" | "/withdrawals",
  { idempotencyKey: key, keyOf }: Pick<SubmitOptions, "idempotencyKey" | "keyOf">,
  request: object,
): Submission | undefined {
  if (key === undefined) return undefined;
  const digest = (text: string): string => sha256Base64url(encodeUtf8(text));
  const asked = digest(canonicalJson(request as Json));
  const plain = digest(`${route} ${key}`);
  if (keyOf === undefined) return { key: plain, request: asked };
  return { key: digest(`${route} ${keyOf} ${key}`), former: plain, request: asked };
}

/**
 * Finds the message that the same submission stored before, if any.
 *
 * @throws {@link AgencyError} `GATEWAY_IDEMPOTENCY_KEY_REUSED` if the key names another
 *   request; `GATEWAY_IDEMPOTENCY_KEY_ERASED` if its message is erased: a request under the key must neither be sent
 *   again nor count as sent.
 */
async function findSubmitted(
  { outbox }: Pick<Tx, "outbox">,
  submission: Submission,
): Promise<OutboxRow | undefined> {
  const found = await outbox.findSubmission(submission.key);
  if (found === undefined) return findFormer({ outbox }, submission);
  // The digest of the request is erased, since the request could be guessed from it.
  if (found.request === undefined) {
    throw new AgencyError("GATEWAY_IDEMPOTENCY_KEY_ERASED", "the message of this key is erased");
  }
  if (found.request !== submission.request) {
    throw new AgencyError("GATEWAY_IDEMPOTENCY_KEY_REUSED", "another request has this key");
  }
  return found.row;
}

/** Finds what the same submission has stored in an earlier version, where all callers shared the keys. */
async function findFormer(
  { outbox }: Pick<Tx, "outbox">,
  { former, request }: Submission,
): Promise<OutboxRow | undefined> {
  const found = former === undefined ? undefined : await outbox.findSubmission(former);
  if (found === undefined) return undefined;
  if (found.request === undefined) {
    throw new AgencyError("GATEWAY_IDEMPOTENCY_KEY_ERASED", "the message of this key is erased");
  }
  // Somebody else's.
  return found.request === request ? found.row : undefined;
}

type Earlier = Pick<OutboxRow, "id" | "digest" | "state"> &
  Pick<Submitted, "unsent" | "untold" | "kept" | "further" | "consents">;

/** What the same submission was told before, with the further corrections of a withdrawal; `undefined` if it is new. */
export async function submittedBefore(
  context: AgencyContext,
  tx: Tx,
  submission: Submission,
): Promise<Earlier | undefined> {
  const row = await findSubmitted(tx, submission);
  if (row === undefined) return unsentBefore(context, tx, submission);
  const { id, digest, state, content } = row;
  const consents = content?.message.private["private.consentRefs"] ?? [];
  const noted = await workOutIn(context, tx, ({ facts }) => {
    const about = (kind: string): readonly string[] =>
      [digest, ...originalsOf({ facts }, digest)].flatMap((one) =>
        facts.events.about(kind, one).map(({ ref = "" }) => ref.slice(one.length + 1)),
      );
    return {
      further: about(FURTHER).map((one) => standInFor({ facts }, one)),
      untold: about(UNTOLD),
      kept: about(KEPT).map((one) => standInFor({ facts }, one)),
    };
  });
  return { id, digest, state, ...(consents.length > 0 && { consents }), ...besideOf(noted) };
}

/** What a withdrawal comes to beside its first correction. Digests. */
export interface BesideFirst {
  /** Its other corrections. */
  readonly further: readonly string[];
  /** The messages whose recipients nothing can be written to. */
  readonly untold: readonly string[];
  /** The messages that stay, as they rest on another basis too. */
  readonly kept: readonly string[];
}

/** Notes it, so that a repeated request is told the same. */
export const noteBeside = (
  first: string,
  at: string,
  { further, untold, kept }: BesideFirst,
): readonly Effect[] => [
  ...further.map((digest) => noteEvent(FURTHER, at, `${first} ${digest}`)),
  ...untold.map((digest) => noteEvent(UNTOLD, at, `${first} ${digest}`)),
  ...kept.map((digest) => noteEvent(KEPT, at, `${first} ${digest}`)),
];

/** The members that tell it. */
export const besideOf = ({ further, untold, kept }: BesideFirst): Partial<BesideFirst> => ({
  ...(further.length > 0 && { further }),
  ...(untold.length > 0 && { untold }),
  ...(kept.length > 0 && { kept }),
});

/**
 * What a withdrawal comes to where no correction is sent. Either nobody has what it is about: all of it is erased here, and nobody is
 * told. Or nothing can be written to those who have it: a person has to tell them.
 */
export function unsentWithdrawal(
  context: AgencyContext,
  submission: Submission | undefined,
  {
    named,
    untaken,
    untold,
    kept,
    effects,
  }: {
    readonly named: OutboxRow;
    readonly untaken: readonly OutboxRow[];
    /** Digests. */
    readonly untold: readonly string[];
    /** Digests. */
    readonly kept: readonly string[];
    readonly effects: readonly Effect[];
  },
): Outcome<Submitted> {
  const erased = untaken.map(({ digest }) => digest).filter((one) => one !== named.digest);
  const [kind, others, told] =
    untold.length > 0
      ? ([NOBODY_TOLD, untold, untoldAs] as const)
      : ([UNSENT, erased, unsentAs] as const);
  const name = submission && keyedName(context, submission);
  const at = toInstant(context.clock.now());
  return {
    // No message has the key: the notes alone tell a repeated request from a new one.
    effects: [
      ...effects,
      ...(name === undefined
        ? []
        : [
            ...[named.digest, ...others].map((one) => noteEvent(kind, at, `${name} ${one}`)),
            ...noteBeside(named.digest, at, { further: [], untold: [], kept }),
          ]),
    ],
    value: { ...told(named, others), ...(kept.length > 0 && { kept }) },
  };
}

async function unsentBefore(
  context: AgencyContext,
  { events, outbox }: Tx,
  submission: Submission,
): Promise<Earlier | undefined> {
  const unsent = await events.about(UNSENT, submission.key);
  const notes = unsent.length > 0 ? unsent : await events.about(NOBODY_TOLD, submission.key);
  if (notes.length === 0) return undefined;
  const name = `${keyedName(context, submission)} `;
  if (!notes.every(({ ref = "" }) => ref.startsWith(name))) {
    throw new AgencyError("GATEWAY_IDEMPOTENCY_KEY_REUSED", "another request has this key");
  }
  // A note of an earlier version has all of them.
  const [digest = "", ...others] = notes.flatMap(({ ref = "" }) =>
    ref.slice(name.length).split(" "),
  );
  const row = await outbox.findByDigest(digest);
  if (row === undefined) return undefined;
  const kept = (await events.about(KEPT, digest)).map(({ ref = "" }) =>
    ref.slice(digest.length + 1),
  );
  return {
    ...(unsent.length > 0 ? unsentAs : untoldAs)(row, others),
    ...(kept.length > 0 && { kept }),
  };
}

const unsentAs = ({ id, digest }: OutboxRow, others: readonly string[]) => ({
  ...{ id, digest, state: "unsent" as const, unsent: true as const },
  ...(others.length > 0 && { further: others }),
});

const untoldAs = ({ id, digest, state }: OutboxRow, untold: readonly string[]) => ({
  ...{ id, digest, state, untold },
});

/** The key, and the request by a keyed hash: it is kept for good, and could be guessed from a plain one. */
function keyedName({ officerKey }: AgencyContext, { key, request }: Submission): string {
  const hash = createHmac("sha256", officerKey).update(`safepassage withdrawal ${request}`);
  return `${key} ${hash.digest("base64url")}`;
}

/** Kind of the event for each message of a withdrawal that only erased here; `ref` is the key, the request, and its digest. */
const UNSENT = "withdrawnUnsent";
/** Kind of the event for each message of a withdrawal where no recipient could be told; `ref` is the key, the request, and its digest. */
const NOBODY_TOLD = "withdrawnNobodyTold";
/** Kind of the event for each further correction of a withdrawal; `ref` is the digest of the first correction and its own. */
const FURTHER = "withdrawnFurther";
/** Kind of the event for each message whose recipient could not be told, where others were; `ref` is the digest of the first correction and its own. */
const UNTOLD = "withdrawnUntold";
/** Kind of the event for each message that stays; `ref` is the digest that the answer names first, and its own. */
const KEPT = "withdrawnKept";
