import { answerOf } from "@safepassage/client";
import { verifyEvidence } from "@safepassage/message";
import type { Body, DecodedMessage } from "@safepassage/schema";
import { entityOf } from "./agencies.ts";
import { accepted } from "./answers.ts";
import { OFFICER, random } from "./case-file.ts";
import { readConsentRecord } from "./draft-file.ts";
import { readContent, waitFor, waitForDecision } from "./local-client.ts";
import { OPENINGS } from "./openings.ts";
import { prepareCase } from "./prepared.ts";
import type { Received, Run } from "./run.ts";
import { showAccount, showSent } from "./show-account.ts";
import { showReply } from "./show-exchange.ts";
import { showErasure } from "./show-receipts.ts";

/** S01: a referral on consent, its answer, and the withdrawal of the consent. */
export async function playAssistance(run: Run): Promise<void> {
  const prepare = (name: string) => prepareCase("ngo-b", name, run.now);
  run.scenario("S01");
  const first = await run.open(OPENINGS.S01);
  await run.refuse("S01.2", "NGO-B", await prepare("s01-2"));
  await reply(run, "S01.3", first);
  await withdraw(run, "S01.4", first);
}

async function reply(run: Run, id: string, answered: Received): Promise<void> {
  const { terminal, clients, gateways, now } = run;
  const { message } = answered;
  const body = replyBody(message);
  const [subject = ""] = Object.keys(body).filter((gid) => body[gid]?.kind === "subject");
  showReply(terminal, run.expected(id), gateways["NGO-C"], gateways["NGO-B"], "response");
  const submitted = await run.submit("NGO-C", {
    recipient: entityOf("NGO-B"),
    purpose: message.clear["env.purpose"],
    messageType: "response",
    legalBases: ["GDPR#6(1)(a)"],
    agreement: message.clear["env.agreementRef"].id,
    officer: OFFICER,
    body,
    private: {
      "private.inReplyTo": answered.id,
      "private.exchangeId": message.private["private.exchangeId"],
    },
    consents: [{ subject, record: { ...readConsentRecord("ngo-c.consent.json", now) } }],
  });
  const view = await waitForDecision(clients["NGO-C"], submitted.digest);
  showAccount(terminal, body, submitted.account ?? [], "in the answer");
  run.compare(id, view, await run.received("NGO-B", submitted.digest));
}

/** Withdraws the consent of a referral, and waits until both agencies have erased it. */
export async function withdraw(
  run: Run,
  id: string,
  { digest: target, message }: Received,
): Promise<void> {
  const { terminal, clients, gateways, registry } = run;
  showReply(terminal, run.expected(id), gateways["NGO-B"], gateways["NGO-C"], "correction");
  const [consentRef] = message.private["private.consentRefs"];
  const json = { digest: target, consentRef, officer: OFFICER };
  const submitted = await accepted(answerOf(clients["NGO-B"].own.v1.withdrawals.$post({ json })));
  const view = await waitForDecision(clients["NGO-B"], submitted.digest);
  const correction = await run.received("NGO-C", submitted.digest);
  showSent(terminal, correction.message.body);
  const { findings = [], evaluated = [] } = submitted;
  run.compare(id, view, correction, { by: "NGO-B", findings, evaluated });

  const erased = await waitFor(
    clients["NGO-B"],
    target,
    ({ certificate }) => certificate !== undefined,
  );
  const { own } = clients["NGO-C"];
  const { digest } = erased;
  const evidence = await answerOf(own.v1.messages[":digest"].evidence.$get({ param: { digest } }));
  const stillThere = (await readContent(own, target)) !== undefined;
  if (stillThere) run.differs(id, "the recipient still holds the message");
  showErasure(terminal, verifyEvidence(evidence, registry), stillThere);
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

const REPLIED = new Set(["subject.pseudonym", "need.services"]);
