import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { DraftRequest } from "@safepassage/agency";
import { answerOf } from "@safepassage/client";
import { verifyReceipt } from "@safepassage/message";
import type { DecodedMessage, ReceiptClaims } from "@safepassage/schema";
import { type AgencyRegistry, parseRegistry } from "@safepassage/trust";
import { AGENCIES, type AgencyName, nameOf } from "./agencies.ts";
import { accepted, refused } from "./answers.ts";
import { differences, type Expectation, type Judged } from "./expectations.ts";
import {
  createLocalClient,
  findReceived,
  type LocalClient,
  readContent,
  type SentMessage,
  type Submitted,
  waitForDecision,
} from "./local-client.ts";
import type { Opening } from "./openings.ts";
import { type Prepared, prepareCase } from "./prepared.ts";
import type { RunningExchange, RunningGateway } from "./processes.ts";
import { sendWithoutPolicy } from "./rogue.ts";
import type { World } from "./setup.ts";
import { showAccount, showUnasked, showUnsent } from "./show-account.ts";
import { showHeading, showScenario } from "./show-exchange.ts";
import { showReceipts } from "./show-receipts.ts";
import { showRefusalAtHome, showRefusalByRecipient } from "./show-refusal.ts";
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

/** What the scenes of one play share. */
export interface Run {
  readonly now: Date;
  readonly terminal: Terminal;
  readonly world: World;
  readonly registry: AgencyRegistry;
  readonly gateways: Readonly<Record<AgencyName, RunningGateway>>;
  /** Where the officers of each agency sign in. */
  readonly issuers: Readonly<Record<AgencyName, string>>;
  readonly clients: Readonly<Record<AgencyName, LocalClient>>;
  scenario(id: string): void;
  /** Sends what a case file is opened for, and asks the sender's gateway about another case of it. */
  open(opening: Opening): Promise<Received>;
  /**
   * Minimises and sends. `show` adds to the account, before the receipts, what is told of the
   * message that arrived.
   */
  send(
    id: string,
    sender: AgencyName,
    prepared: Prepared,
    show?: (received: Received) => void | Promise<void>,
  ): Promise<Received>;
  /** Lets the honest gateway refuse, and then the recipient's. `show` tells something of the message before. */
  refuse(id: string, sender: AgencyName, prepared: Prepared, show?: () => void): Promise<void>;
  /** Tells who sends what to whom. */
  heading(id: string, sender: AgencyName, prepared: Prepared): void;
  submit(sender: AgencyName, draft: DraftRequest, mode?: "minimise" | "asIs"): Promise<Submitted>;
  /** What the scenario file says of a message. */
  expected(id: string): Expectation;
  /** What the recipient keeps of a message that it took. */
  received(by: AgencyName, digest: string): Promise<Received>;
  /** Compares the receipts of a message sent with what is expected, and shows them. */
  compare(id: string, view: SentMessage, ...judgements: readonly Judged[]): void;
  /** Notes something that is not as expected. */
  differs(id: string, what: string): void;
  result(): PlayResult;
}

/** A message in the recipient's inbox, with what it keeps of its judgement. */
export interface Received extends Judged {
  /** `jti`, which an answer names. */
  readonly id: string;
  readonly digest: string;
  readonly message: DecodedMessage;
}

/** Starts a play. */
export function createRun({ terminal, world, exchange, expectations }: Stage): Run {
  const now = new Date();
  const registry = parseRegistry(
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
  const differs = (id: string, what: string): void => {
    different.push(`${id}: ${what}`);
  };
  const compareReceipts = (
    id: string,
    receipts: readonly ReceiptClaims[],
    judgements: readonly Judged[],
  ): void => {
    messages++;
    const last = receipts.find(({ kind }) => kind !== "delivered");
    const found = differences(expected(id), last, judgements);
    for (const what of found) differs(id, what);
    showReceipts(terminal, receipts, expected(id), { judgements, differences: found });
  };
  const compare: Run["compare"] = (id, { receipts }, ...judgements) => {
    // Verified here again, with the registry's keys: the gateway's word is not taken.
    const verified = receipts.map(({ jwt }) => verifyReceipt(jwt, registry));
    compareReceipts(id, verified, judgements);
  };
  const find = async (by: AgencyName, digest: string): Promise<Received | undefined> => {
    const found = await findReceived(clients[by], digest);
    const said = found && (await readContent(clients[by].own, digest));
    if (said?.judgement === undefined || found === undefined) return undefined;
    return { by, id: found.id, digest, message: said.message, ...said.judgement };
  };
  const received: Run["received"] = async (by, digest) => {
    const found = await find(by, digest);
    if (found === undefined) throw new Error(`a message is not in the inbox of ${by}`);
    return found;
  };
  const post = (sender: AgencyName, draft: DraftRequest, mode: "minimise" | "asIs") =>
    answerOf(clients[sender].own.v1.messages.$post({ json: { draft, mode } }));
  const submit: Run["submit"] = (sender, draft, mode = "minimise") =>
    accepted(post(sender, draft, mode));
  const minimised = async (sender: AgencyName, draft: DraftRequest) =>
    (await accepted(answerOf(clients[sender].own.v1.preview.$post({ json: draft })))).account;
  const heading: Run["heading"] = (id, sender, { draft }) =>
    showHeading(terminal, expected(id), {
      from: exchange.gateways[sender],
      to: exchange.gateways[nameOf(draft.recipient) as AgencyName],
      messageType: draft.messageType,
      purpose: draft.purpose,
      legalBases: draft.legalBases,
    });

  const send: Run["send"] = async (id, sender, prepared, show) => {
    const { draft, body, whole } = prepared;
    heading(id, sender, prepared);
    prepared.introduce(terminal);
    const submitted = await submit(sender, draft);
    const view = await waitForDecision(clients[sender], submitted.digest);
    const where = whole === undefined ? "in the draft" : "in the case file";
    showAccount(terminal, body, submitted.account ?? [], where);
    if (whole !== undefined) {
      showUnasked(terminal, whole.unasked, await minimised(sender, whole.draft));
    }
    const arrived = await find(nameOf(draft.recipient) as AgencyName, submitted.digest);
    if (arrived !== undefined) await show?.(arrived);
    compare(id, view, ...(arrived === undefined ? [] : [arrived]));
    if (arrived === undefined) throw new Error(`${id} is not in the recipient's inbox`);
    return arrived;
  };

  return {
    now,
    terminal,
    world,
    registry,
    gateways: exchange.gateways,
    issuers: exchange.provider.issuers,
    clients,
    heading,
    send,
    submit,
    expected,
    received,
    compare,
    differs,
    scenario: (id) => showScenario(terminal, expected(`${id}.1`)),
    async open({ id, sender, file, request, other }) {
      const received = await send(id, sender, await prepareCase(file, request, now));
      const { draft, body } = await prepareCase(file, other.request, now);
      showUnsent(terminal, other.says, body, await minimised(sender, draft));
      return received;
    },
    async refuse(id, sender, prepared, show) {
      const { draft, body } = prepared;
      heading(id, sender, prepared);
      show?.();
      const { rules, refused: expectedCode = "GATEWAY_DRAFT_REFUSED" } = expected(id);
      const answer = await refused(post(sender, draft, "asIs"));
      const { code, findings } = answer;
      showRefusalAtHome(terminal, sender, body, answer);
      if (code !== expectedCode) differs(id, "the sender's own gateway did not refuse the draft");
      if (findings !== undefined) {
        const named = new Set(findings.map(({ rule }) => rule));
        for (const rule of rules.filter((one) => !named.has(one))) {
          differs(id, `the sender's own gateway does not name ${rule}`);
        }
      }
      const { receipts } = await sendWithoutPolicy(world, registry, sender, draft);
      showRefusalByRecipient(terminal, sender);
      compareReceipts(id, receipts, []);
    },
    result: () => ({ messages, differences: different }),
  };
}

/** What only the message answered can tell its answer. */
export const answering = ({ id, message }: Received): object => ({
  "private.inReplyTo": id,
  "private.exchangeId": message.private["private.exchangeId"],
});
