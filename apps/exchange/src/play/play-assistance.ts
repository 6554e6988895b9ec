import type { DraftRequest } from "@safepassage/agency";
import { answerOf } from "@safepassage/client";
import type { Body, DecodedMessage } from "@safepassage/schema";
import { entityOf } from "../agencies.ts";
import { OFFICER, random } from "../case-file.ts";
import { readConsentRecord } from "../draft-file.ts";
import { waitFor, waitForDecision } from "../local-client.ts";
import { accepted } from "./answers.ts";
import { erasedPart } from "./erased.ts";
import { OPENINGS } from "./openings.ts";
import { prepareCase } from "./prepared.ts";
import type { Received, Run, Step } from "./run.ts";

/** S01: a referral on consent, its answer, and the withdrawal of the consent. */
export function assistanceSteps(run: Run): readonly Step[] {
  return [
    { id: FIRST, play: () => run.open(OPENINGS.S01) },
    {
      id: "S01.2",
      play: async () => run.refuse("S01.2", "NGO-B", await prepareCase("ngo-b", "s01-2", run.now)),
    },
    { id: "S01.3", play: () => reply(run, "S01.3") },
    {
      id: "S01.4",
      play: async () => withdraw(run, "S01.4", await run.received("NGO-C", run.digestOf(FIRST))),
    },
  ];
}

async function reply(run: Run, id: string): Promise<void> {
  const { clients, now } = run;
  const draft = replyDraft(await run.received("NGO-C", run.digestOf(FIRST)), now);
  run.heading(draft);
  const { digest, account = [] } = await run.submit("NGO-C", draft);
  run.sent(id, { digest, sender: "NGO-C", recipient: "NGO-B" });
  const view = await waitForDecision(clients["NGO-C"], digest);
  run.tell({ kind: "account", where: "answer", body: draft.body, account });
  run.compare(id, view, await run.received("NGO-B", digest));
}

/** What NGO-C answers to a referral, on the consent that the person has given it. */
export function replyDraft({ id, message }: Pick<Received, "id" | "message">, now: Date) {
  const body = replyBody(message);
  const [subject = ""] = Object.keys(body).filter((gid) => body[gid]?.kind === "subject");
  return {
    recipient: entityOf("NGO-B"),
    purpose: message.clear["env.purpose"],
    messageType: "response",
    legalBases: ["GDPR#6(1)(a)"],
    agreement: message.clear["env.agreementRef"].id,
    officer: OFFICER,
    body,
    private: {
      "private.inReplyTo": id,
      "private.exchangeId": message.private["private.exchangeId"],
    },
    consents: [{ subject, record: readConsentRecord("ngo-c.consent.json", now) }],
  } satisfies DraftRequest;
}

/** Withdraws the consent of a referral, and waits until both agencies have erased it. */
export async function withdraw(
  run: Run,
  id: string,
  { digest: target, message }: Received,
): Promise<void> {
  const { clients } = run;
  const [consentRef] = message.private["private.consentRefs"];
  run.tell({ kind: "heading", messageType: "correction", legalBases: [] });
  const json = { digest: target, consentRef, officer: OFFICER };
  const submitted = await accepted(answerOf(clients["NGO-B"].own.v1.withdrawals.$post({ json })));
  const { digest, findings = [], evaluated = [] } = submitted;
  run.sent(id, { digest, sender: "NGO-B", recipient: "NGO-C" });
  const view = await waitForDecision(clients["NGO-B"], digest);
  const correction = await run.received("NGO-C", digest);
  run.tell({ kind: "sent", body: correction.message.body });
  run.compare(id, view, correction, { by: "NGO-B", findings, evaluated });

  await waitFor(clients["NGO-B"], target, ({ certificate }) => certificate !== undefined);
  const part = await erasedPart(run, "NGO-C", target);
  if (part.isStillThere) run.differs(id, "the recipient still holds the message");
  run.tell(part);
}

/** The reply keeps the requester's pseudonym and group ids, and says what becomes of the need. */
function replyBody({ body }: DecodedMessage): Body {
  const groups = Object.entries(body).flatMap(([gid, group]) => {
    const kept = group.leaves.filter(({ f }) => REPLIED.has(f));
    return kept.length === 0 ? [] : [[gid, { ...group, leaves: kept }] as const];
  });
  const gid = Buffer.from(random(16)).toString("base64url");
  return {
    ...Object.fromEntries(groups),
    [gid]: { kind: "response", links: [], leaves: [{ f: "response.outcome", v: "accepted" }] },
  };
}

const FIRST = "S01.1";
const REPLIED = new Set(["subject.pseudonym", "need.services"]);
