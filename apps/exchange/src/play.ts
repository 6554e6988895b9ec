import { readFileSync } from "node:fs";
import { join } from "node:path";
import { verifyEvidence, verifyReceipt } from "@safepassage/message";
import type { Permission } from "@safepassage/policy";
import type { Body, DecodedMessage, ReceiptClaims } from "@safepassage/schema";
import { type AgencyRegistry, parseRegistry } from "@safepassage/trust";
import type { Finding } from "@safepassage/validator";
import { AGENCIES, type AgencyName, entityOf, nameOf } from "./agencies.ts";
import { type CaseFile, instant, OFFICER, random, readCase, toDraftRequest } from "./case-file.ts";
import { differences, type Expectation, type Judged } from "./expectations.ts";
import {
  createLocalClient,
  type LocalClient,
  type OutboxView,
  waitFor,
  waitForDecision,
} from "./local-client.ts";
import type { RunningExchange } from "./processes.ts";
import { sendWithoutPolicy } from "./rogue.ts";
import type { World } from "./setup.ts";
import {
  showAccount,
  showLeftBehind,
  showRefusalAtHome,
  showRefusalByRecipient,
  showSent,
} from "./show-account.ts";
import { showHeading, showReply, showScenario } from "./show-exchange.ts";
import { fieldsBeside } from "./show-parts.ts";
import { showErasure, showReceipts } from "./show-receipts.ts";
import type { Terminal } from "./terminal.ts";

/** What is needed to play. */
export interface Stage {
  readonly terminal: Terminal;
  readonly world: World;
  readonly exchange: RunningExchange;
  readonly expectations: ReadonlyMap<string, Expectation>;
}

/** How the play went. */
export interface PlayResult {
  readonly messages: number;
  /** What was not as the scenario file expects. */
  readonly differences: readonly string[];
}

/** Plays S01 and S02 over HTTP and compares every verdict with the scenario file. */
export async function play(stage: Stage): Promise<PlayResult> {
  const run = createRun(stage);
  run.scenario("S01");
  const first = await run.send("S01.1", "NGO-B", "ngo-b", "s01-1");
  await run.refuse("S01.2", "NGO-B", "ngo-b", "s01-2");
  await run.reply("S01.3", first);
  await run.withdraw("S01.4", first);
  run.scenario("S02");
  await run.send("S02.1", "Police-D", "police-d", "s02-1");
  await run.refuse("S02.2", "Police-D", "police-d", "s02-2");
  await run.refuse("S02.3", "Police-D", "police-d", "s02-3");
  return run.result();
}

function createRun({ terminal, world, exchange, expectations }: Stage) {
  const now = new Date();
  const registry: AgencyRegistry = parseRegistry(
    JSON.parse(readFileSync(join(world.folder, "registry", "registry.json"), "utf8")),
  );
  const clients = Object.fromEntries(
    AGENCIES.map((name) => [name, createLocalClient(world.folder, exchange.gateways[name])]),
  ) as Record<AgencyName, LocalClient>;
  const different: string[] = [];
  let messages = 0;

  const expected = (id: string): Expectation => {
    const expectation = expectations.get(id);
    if (expectation === undefined) throw new Error(`the scenario file has no message ${id}`);
    return expectation;
  };
  /** Receipts are verified here again, with the registry's keys: the gateway's word is not taken. */
  const verified = (view: OutboxView): readonly ReceiptClaims[] =>
    view.receipts.map(({ jwt }) => verifyReceipt(jwt, registry));
  const compare = (
    id: string,
    receipts: readonly ReceiptClaims[],
    ...judgements: readonly Judged[]
  ): void => {
    messages++;
    const decided = receipts.find(({ kind }) => kind === "decided");
    const found = differences(expected(id), decided, judgements);
    different.push(...found.map((what) => `${id}: ${what}`));
    showReceipts(terminal, receipts, expected(id), { judgements, differences: found });
  };
  /** What the recipient keeps of a message that it took. */
  const received = async (by: AgencyName, id: string): Promise<Received> => ({
    ...(await clients[by].get<Received>(`/inbox/${id}`)).body,
    by,
  });
  const submit = async (sender: AgencyName, draft: object): Promise<SubmittedView> => {
    const answer = await clients[sender].post<SubmittedView>("/messages", {
      draft,
      mode: "minimise",
    });
    if (answer.status !== 201) throw new Error(describe(answer));
    return answer.body;
  };
  const heading = (id: string, sender: AgencyName, file: CaseFile): void =>
    showHeading(terminal, id, {
      from: exchange.gateways[sender],
      to: exchange.gateways[nameOf(file.request.recipient) as AgencyName],
      ...file.request,
    });

  return {
    scenario: (id: string): void => showScenario(terminal, expected(`${id}.1`)),

    async send(id: string, sender: AgencyName, agency: string, name: string): Promise<string> {
      const file = await readCase(agency, name, now);
      heading(id, sender, file);
      showLeftBehind(terminal, file);
      const submitted = await submit(sender, toDraftRequest(file, now));
      const view = await waitForDecision(clients[sender], submitted.id);
      showAccount(terminal, file.asked, submitted.account, fieldsBeside(file.held, file.asked));
      const recipient = nameOf(file.request.recipient) as AgencyName;
      compare(id, verified(view), await received(recipient, submitted.id));
      return submitted.id;
    },

    async refuse(id: string, sender: AgencyName, agency: string, name: string): Promise<void> {
      const file = await readCase(agency, name, now);
      heading(id, sender, file);
      const draft = toDraftRequest(file, now);
      const { status, body } = await clients[sender].post<Problem>("/messages", {
        draft,
        mode: "asIs",
      });
      const { code, findings = [] } = body;
      showRefusalAtHome(terminal, sender, file.asked, { status, findings });
      if (code !== "GATEWAY_DRAFT_REFUSED") {
        different.push(`${id}: the sender's own gateway did not refuse the draft`);
      }
      const named = new Set(findings.map(({ rule }) => rule));
      different.push(
        ...expected(id)
          .rules.filter((rule) => !named.has(rule))
          .map((rule) => `${id}: the sender's own gateway does not name ${rule}`),
      );
      const answer = await sendWithoutPolicy(world, registry, sender, draft);
      showRefusalByRecipient(terminal, sender);
      compare(id, answer.receipts);
    },

    async reply(id: string, answered: string): Promise<void> {
      const { message } = await received("NGO-C", answered);
      const body = replyBody(message);
      const [subject = ""] = Object.keys(body).filter((gid) => body[gid]?.kind === "subject");
      showReply(terminal, id, exchange.gateways["NGO-C"], exchange.gateways["NGO-B"], "response");
      const submitted = await submit("NGO-C", {
        recipient: entityOf("NGO-B"),
        purpose: message.clear["env.purpose"],
        messageType: "response",
        legalBasis: ["GDPR#6(1)(a)"],
        agreement: message.clear["env.agreementRef"].id,
        officer: OFFICER,
        body,
        private: {
          "private.inReplyTo": answered,
          "private.exchangeId": message.private["private.exchangeId"],
        },
        consents: [
          {
            subject,
            status: "ConsentGiven",
            giver: "self",
            giverIsSuspect: false,
            purposes: [message.clear["env.purpose"]],
            recipients: [entityOf("NGO-B")],
            scope: ["subject", "need"],
            validFrom: instant(now, -30),
            validUntil: instant(now, 180),
            withdrawnAt: null,
            language: "rus",
            languageUnderstood: true,
            withdrawalMethod: true,
          },
        ],
      });
      const view = await waitForDecision(clients["NGO-C"], submitted.id);
      showAccount(terminal, body, submitted.account);
      compare(id, verified(view), await received("NGO-B", submitted.id));
    },

    async withdraw(id: string, target: string): Promise<void> {
      showReply(terminal, id, exchange.gateways["NGO-B"], exchange.gateways["NGO-C"], "correction");
      const { message } = await received("NGO-C", target);
      const [consentRef] = message.private["private.consentRefs"];
      const answer = await clients["NGO-B"].post<SubmittedView>("/withdrawals", {
        messageId: target,
        consentRef,
        officer: OFFICER,
      });
      if (answer.status !== 201) throw new Error(describe(answer));
      const view = await waitForDecision(clients["NGO-B"], answer.body.id);
      const correction = await received("NGO-C", answer.body.id);
      showSent(terminal, correction.message.body);
      const { findings = [], evaluated = [] } = answer.body;
      compare(id, verified(view), correction, { by: "NGO-B", findings, evaluated });

      const erased = await waitFor(
        clients["NGO-B"],
        target,
        ({ certificate }) => certificate !== undefined,
      );
      const kept = await clients["NGO-C"].get<Record<string, unknown>>(`/inbox/${target}`);
      const evidence = await clients["NGO-C"].get<{ jwt: string; receipts: string[] }>(
        `/evidence/${erased.digest}`,
      );
      if ("message" in kept.body) different.push(`${id}: the recipient still holds the message`);
      showErasure(terminal, verifyEvidence(evidence.body, registry), "message" in kept.body);
    },

    result: (): PlayResult => ({ messages, differences: different }),
  };
}

/** A message in the recipient's inbox, with what it keeps of its judgement. */
interface Received extends Judged {
  readonly message: DecodedMessage;
}

interface Problem {
  readonly code?: string;
  readonly findings?: readonly Finding[];
}

interface SubmittedView extends Partial<Omit<Judged, "by">> {
  readonly id: string;
  readonly account: readonly Permission[];
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

function describe({ status, body }: { status: number; body: object }): string {
  const {
    code,
    title,
    findings = [],
  } = body as {
    code?: string;
    title?: string;
    findings?: readonly Finding[];
  };
  const rules = findings.map(({ rule, field = "" }) => `${rule} ${field}`.trim());
  return `status ${status}: ${code} ${title}: ${rules.join(", ")}`;
}

const REPLIED = new Set(["subject.pseudonym", "need.services"]);
