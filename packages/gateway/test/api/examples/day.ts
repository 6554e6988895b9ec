import type { Examples } from "@safepassage/api";
import type { TestProvider } from "@safepassage/testing/provider";
import { NEED, PERSON } from "../../correcting.ts";
import { requestS041 } from "../../drafts.ts";
import { createFederation } from "../../federation.ts";
import { sendAsPartner } from "../../hostile-partner.ts";
import { createWarningExchange, warning } from "../../warning-world.ts";
import { createExchange, NGO_C, NOW, requestS011 } from "../../world.ts";
import { createRecorder, type Recorder } from "./record.ts";
import { withStandIns } from "./stand-ins.ts";

/** Of whom a system asks for what it reads. */
const READING = {
  ...{ "safepassage-reason": "CASE_WORK", "safepassage-officer": "staff-0042" },
  "safepassage-assurance": "2",
};
const OFFICER = { id: "staff-0042", assurance: 2 };
const DRAFT = { ...requestS011(), case: "case-17", people: { [PERSON]: "case-17" } };
const WITH_APPROVAL = "AGR-ASSIST-APPROVED";

/**
 * Makes the examples of the OpenAPI document: a case system's day at real gateways, done twice, with stand-ins for what is
 * drawn. A new operation needs a line here.
 *
 * @param provider - Knows the officer `approver-1`, of the group `approvers` and surely known.
 */
export async function makeExamples(provider: TestProvider): Promise<Examples> {
  return withStandIns(await day(provider), await day(provider));
}

async function day(provider: TestProvider): Promise<Examples> {
  const recorder = createRecorder();
  const problem = await refer(recorder, provider);
  await askPolice(recorder);
  await warnPolice(recorder);
  return { operations: recorder.examples(), problem };
}

/** An agency refers somebody to another one, corrects what it said, and takes it back. */
async function refer({ show, showEvents }: Recorder, provider: TestProvider): Promise<unknown> {
  const { b, c, as, settle, ...exchange } = openReferral(provider);
  await show("whoAmI", b);
  await show("readHealth", b);
  await show("listPartners", b);
  await show("listAgreements", b);
  await show("preview", b, { body: DRAFT });
  const { digest } = await show("submitMessage", b, {
    headers: { "idempotency-key": "case-17-referral-1" },
    body: { draft: DRAFT, mode: "minimise" },
  });
  await showEvents(c, settle);
  await show("listOutbox", b, { query: { state: "decided", limit: 2 } });

  const params = { digest };
  await show("listInbox", c, { query: { state: "accepted", limit: 2 } });
  await show("getMessage", b, { params });
  await show("readContent", c, { params, headers: READING });
  await show("labelMessage", c, { params, body: { case: "file-7", people: ["woman-7"] } });
  await show("findByCase", c, { body: { case: "file-7" } });
  await show("findByPerson", c, { body: { person: "woman-7" } });
  await show("listPurposes", b);
  await show("listCodeLists", b);
  await show("getCodeList", b, { params: { name: "urgency_ground" } });
  const query = { recipient: NGO_C, purpose: "ASSISTANCE_REFERRAL" };
  await show("whatMayBeSent", b, { query });
  await show("getCustody", c, { params });
  await show("getEvidence", b, { params });
  await show("resendMessage", b, { params, body: { since: NOW } });

  const changes = [{ path: `${NEED}/need.services`, values: ["legalAdvice"] }];
  await show("correctMessage", b, {
    ...{ params, headers: { "idempotency-key": "case-17-correction-1" } },
    body: { action: "rectify", reason: "inaccurate", officer: OFFICER, changes },
  });
  await settle();
  await keepDrafts({ show }, b, as);
  await settle();
  await show("previewWithdrawal", b, { body: { digest, everywhere: true, officer: OFFICER } });
  await show("withdraw", b, {
    headers: { "idempotency-key": "case-17-withdrawal-1" },
    body: { digest, officer: OFFICER },
  });
  await settle();

  await sendAsPartner({ b, c, settle, ...exchange }, (draft) => ({ ...draft, body: {} }));
  await show("listRefusals", c, { query: { limit: 1 } });
  await show("confirmClock", b, { body: { time: NOW } });
  await show("lockOfficer", b, { body: { officer: "case-1" } });
  await show("listLocks", b);
  await show("listActs", b, { query: { limit: 5 } });
  await show("findActs", b, { body: { officer: "staff-0042", limit: 2 } });
  await show("unlockOfficer", b, { body: { officer: "case-1" } });
  return (await b.call("GET", "/v1/outbox?limit=1000")).json;
}

/** A second officer approves a draft; another draft is deleted. */
async function keepDrafts(
  { show }: Pick<Recorder, "show">,
  b: ReturnType<typeof openReferral>["b"],
  as: (name: string) => Promise<string>,
): Promise<void> {
  const draft = { ...requestS011(), agreement: WITH_APPROVAL };
  const { id, revision } = await show("keepDraft", b, { body: { draft } });
  const params = { id };
  await show("listDrafts", b, { query: { limit: 10 } });
  await show("readDraft", b, { params, headers: READING });
  const body = { revision, draft: { ...DRAFT, agreement: WITH_APPROVAL } };
  await show("changeDraft", b, { params, body });
  const approver = await as("approver-1");
  const { approval } = await show("previewDraft", b, { params, headers: READING, as: approver });
  await show("approveDraft", b, { params, body: approval, as: approver });
  await show("submitDraft", b, { params });
  const other = await b.call("POST", "/v1/drafts", { draft });
  const ofOther = { id: other.json.id };
  const seen = { authorization: approver, ...READING };
  await b.call("GET", `/v1/drafts/${ofOther.id}`, undefined, seen);
  const back = { revision: 1, reason: "TOO_MUCH" };
  await show("returnDraft", b, { params: ofOther, body: back, as: approver });
  await show("deleteDraft", b, { params: ofOther });
}

function openReferral(provider: TestProvider) {
  const federation = createFederation();
  const terms = { id: WITH_APPROVAL, secondOfficer: ["ASSISTANCE_REFERRAL" as const] };
  const approved = federation.signTerms("AGR-ASSIST", terms, "NGO-B", "NGO-C");
  const people = {
    ...{ issuer: provider.issuer, audience: provider.audience },
    assurance: { claim: "acr", substantial: ["substantial"] },
    roles: { claim: "groups", approver: ["approvers"] },
  };
  const exchange = createExchange({
    federation,
    options: { agreements: [federation.agreement, approved] },
    own: { "NGO-B": { people } },
  });
  return { ...exchange, as: async (name: string) => `Bearer ${await provider.signIn(name)}` };
}

/** The police ask those of another State. */
async function askPolice({ show }: Recorder): Promise<void> {
  const { b, c, settle } = createExchange({ parties: ["Police-B", "Police-C"] });
  const asked = requestS041();
  const clear = { ...asked.clear, "env.retention.reviewBy": "2027-05-24" };
  const body = { draft: { ...asked, clear }, mode: "asIs" };
  const { digest } = (await b.call("POST", "/v1/messages", body)).json;
  await settle();
  await show("listRequests", c, { query: { side: "owed" } });
  await show("listReviews", c, { query: { by: "2027-05-31" } });
  await show("reviewMessage", c, {
    params: { digest },
    body: { outcome: "keep", until: "2028-10-24", ground: "proceedings", officer: OFFICER },
  });
}

/** A hotline warns the police of danger to life, and nobody answers in time. */
async function warnPolice({ show }: Recorder): Promise<void> {
  const { b, settle, setTime } = createWarningExchange();
  const body = { draft: warning(), mode: "asIs" };
  const { digest } = (await b.call("POST", "/v1/messages", body)).json;
  await settle();
  await show("reviewWarning", b, {
    params: { digest },
    body: { outcome: "confirmed", officer: { id: "staff-0007", assurance: 2 } },
  });
  setTime("2026-11-24T10:02:01Z");
  await b.gateway.maintain();
  await show("listAlarms", b, { query: { limit: 1 } });
}
