import { isJsonObject, type Json, type Signer, sameJson } from "@safepassage/core";
import {
  assertionOf,
  composeDraft,
  issueConsentAssertion,
  MessageError,
  type MessageOfficer,
  verifyConsentAssertion,
  withAnswerDeadline,
} from "@safepassage/message";
import {
  type Agreement,
  type Body,
  checkDraft,
  createIssue,
  type Draft,
  type DraftClear,
  isErasure,
  KINDS,
  type Leaf,
  NEVER_QUARANTINED,
  type Private,
  parseConsent,
  parseConsentRecord,
  parseDraft,
  SchemaError,
  type SchemaIssue,
} from "@safepassage/schema";
import type { AgencyRegistry } from "@safepassage/trust";
import { isWarning } from "../../effects/warning/quarantine.ts";
import { AgencyError } from "../../setting/agency-error.ts";
import { caseRefOf } from "../../setting/case-ref.ts";
import type { AgencyContext } from "../../setting/context.ts";
import { createOfficerRef } from "../../setting/officer-ref.ts";
import { agreementOf } from "./agreement-of.ts";
import type { DraftRequest } from "./draft-request.ts";
import { yetToCome } from "./yet-to-come.ts";

/**
 * Writes the draft for a case system's request.
 *
 * @throws {@link AgencyError} `GATEWAY_RECIPIENT_UNKNOWN`, `GATEWAY_AGREEMENT_UNKNOWN`, `GATEWAY_AGREEMENT_OUTDATED`;
 *   SchemaError `SCHEMA_INVALID` with the places that are wrong; MessageError, with `CONSENT_*` if a record does not say
 *   what the request claims.
 */
export function composeRequest(context: AgencyContext, request: DraftRequest): Draft {
  const { self, clock } = context;
  const registry = context.registry();
  const now = clock.now();
  // An agency cannot send to itself: sender and recipient would hold one message in one store.
  const isOther = request.recipient !== self;
  if (!isOther || registry.findAgencyAt(request.recipient, now) === undefined) {
    throw new AgencyError("GATEWAY_RECIPIENT_UNKNOWN", "the recipient is no other party");
  }
  const day = now.toISOString().slice(0, 10);
  const parties = [self, request.recipient];
  const { agreement, ended } = agreementOf(context.agreements(), request, parties, day);
  const ref = createOfficerRef(request.officer.id, context.officerKey);
  const officer = { ref, assurance: request.officer.assurance };
  const { case: caseId, recipient } = request;
  const caseRef = caseId && caseRefOf(caseId, recipient, context.officerKey);
  const draft = compose(request, { ...context, registry, agreement, officer, caseRef });
  const checked = requireDraft(draft);
  if (ended !== undefined && !isErasure(checked)) throw ended;
  // A warning must not stay unsent for these.
  if (!isWarning(checked)) requireSense(request, checked, now);
  return withAnswerDeadline(checked);
}

/**
 * Refuses a name that nothing has: the kind of a group, which would be left out whole, or the group of a person, about whom
 * no rule could then be judged. And a value that stands twice, which cannot be signed, and a statement for a time to come.
 */
function requireSense({ people = {} }: DraftContent, { body }: Draft, now: Date): void {
  const issues = [
    ...Object.entries(body)
      .filter(([, { kind }]) => !Object.hasOwn(KINDS, kind))
      .map(([gid]) => ({ ...createIssue("CODE_UNKNOWN", ["body", gid, "kind"]), fix: OF_KIND })),
    ...Object.entries(body).flatMap(([gid, { meta }]) =>
      yetToCome(meta?.asOf, ["body", gid, "meta", "asOf"], now),
    ),
    ...Object.entries(body).flatMap(([gid, { leaves }]) =>
      leaves.flatMap((leaf, index) =>
        leaves
          .slice(0, index)
          .some((one) => one.f === leaf.f && sameJson(toJson(one), toJson(leaf)))
          ? [createIssue("REPEATED", ["body", gid, "leaves", index])]
          : [],
      ),
    ),
    ...Object.keys(people)
      .filter((gid) => !Object.hasOwn(body, gid))
      // What stands there may be the name of a person.
      .map(() => ({ ...createIssue("MEMBER_UNKNOWN", ["people", "*"]), fix: OF_GROUP })),
  ];
  if (issues.length > 0)
    throw new SchemaError("SCHEMA_INVALID", "a draft that makes no sense", issues);
}

/** What a draft is composed from beside its request. */
export interface ComposeFacts extends Pick<AgencyContext, "self" | "clock"> {
  readonly registry: AgencyRegistry;
  /** The agreement that the request names. */
  readonly agreement: Agreement;
  readonly officer: MessageOfficer;
  /** Reference of the case towards the recipient. Left out, it is drawn. */
  readonly caseRef?: string | undefined;
  /** Signs what the consent records say. Left out: the request brings no records. */
  readonly signer?: Signer | undefined;
}

/** What is to be sent, to whom and on what ground. */
type DraftContent = Omit<DraftRequest, "agreement" | "officer">;

/**
 * Composes the draft for a request, with all consents asserted. Its shape is not checked: `parseDraft` does that.
 *
 * @throws TrustError `TRUST_AGENCY_UNKNOWN`; MessageError `MESSAGE_DRAFT_INVALID`, and `CONSENT_*` if a record does not
 *   say what the request claims.
 */
export function compose(request: DraftContent, facts: ComposeFacts): Draft {
  const { self, registry, agreement, officer, caseRef, clock } = facts;
  const now = clock.now();
  return composeDraft({
    sender: registry.agencyAt(self, now),
    recipient: registry.agencyAt(request.recipient, now),
    recipientThumbprint: registry.keyAt(request.recipient, now).kid,
    states: registry.states,
    agreement,
    test: registry.test,
    officer,
    clock,
    purpose: request.purpose,
    messageType: request.messageType,
    legalBases: request.legalBases,
    // Not trusted until parseDraft has checked it.
    body: request.body as unknown as Body,
    clear: (request.clear ?? {}) as Partial<DraftClear>,
    private: {
      ...(caseRef === undefined ? {} : { "private.caseRef": caseRef }),
      ...(request.private as Partial<Private>),
      ...assertConsents(request, facts),
    },
  });
}

/**
 * Checks the shape of a draft. With a threat to life, faults pass that the recipient would quarantine: a warning must
 * not stay unsent for a missing mark of completeness.
 */
export function requireDraft(draft: Draft): Draft {
  if (
    isJsonObject(draft.private) &&
    isWarning(draft) &&
    checkDraft(draft).every(({ rule }) => !NEVER_QUARANTINED.includes(rule))
  ) {
    return draft;
  }
  return parseDraft(draft);
}

/** Signs what the consent records say for this recipient and purpose, and refuses what they do not say. */
function assertConsents(
  { consents: given = [], recipient, purpose, people, private: stated = {} }: DraftContent,
  { self, signer, registry, clock }: ComposeFacts,
): Partial<Private> {
  if (given.length === 0) return {};
  if (signer === undefined) throw new TypeError("consents are asserted with a key");
  // Kept beside the assertions of other holders, which the request brings along.
  const beside = (name: string): readonly string[] => {
    const list = stated[name];
    return Array.isArray(list) ? list : [];
  };
  const consents = given.map(({ subject, record, scope, ref }, index) => {
    const person = people?.[subject];
    const now = clock.now();
    const use = { subject, recipient, purpose, now, person, scope, ref };
    const said = placedAt(["consents", index, "record"], () =>
      assertionOf(parseConsentRecord(record), use),
    );
    return parseConsent(said);
  });
  const assertions = consents.map((consent) =>
    issueConsentAssertion(consent, { holder: self, recipient, signer, clock }),
  );
  for (const assertion of assertions) verifyConsentAssertion(assertion, recipient, registry);
  return {
    "private.consentRefs": [...beside("private.consentRefs"), ...consents.map(({ ref }) => ref)],
    "private.consentAssertions": [...beside("private.consentAssertions"), ...assertions],
  };
}

/** Runs a check of a part of a request. What it finds is said of the place in the request. */
function placedAt<T>(path: readonly (string | number)[], check: () => T): T {
  try {
    return check();
  } catch (error) {
    const place = `/${path.join("/")}`;
    if (error instanceof MessageError) {
      const { code, message, issues, details } = error;
      const pointer = `${place}${details["pointer"] ?? ""}`;
      throw new MessageError(code, message, { issues, details: { ...details, pointer } });
    }
    if (!(error instanceof SchemaError)) throw error;
    const { code, message, issues, cause } = error;
    const placed = issues.map(
      (issue): SchemaIssue => ({ ...issue, pointer: `${place}${issue.pointer}` }),
    );
    throw new SchemaError(code, message, placed, { cause });
  }
}

const toJson = (leaf: Leaf): Json => leaf as unknown as Json;

const OF_KIND = "Write the kind of the group as the catalogue does.";
const OF_GROUP = "Name a group of body, by its id.";
