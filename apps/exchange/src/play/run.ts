import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { DraftRequest } from "@safepassage/agency";
import { answerOf } from "@safepassage/client";
import type { MessagePart, Part } from "@safepassage/console/tour";
import { verifyReceipt } from "@safepassage/message";
import type { DecodedMessage } from "@safepassage/schema";
import { type AgencyRegistry, parseRegistry } from "@safepassage/trust";
import { AGENCIES, type AgencyName, nameOf } from "../agencies.ts";
import {
  createLocalClient,
  findReceived,
  type LocalClient,
  type NoteCall,
  readContent,
  type SentMessage,
  type Submitted,
  waitForDecision,
} from "../local-client.ts";
import type { RunningExchange, RunningGateway } from "../processes.ts";
import type { World } from "../setup.ts";
import { accepted, refused } from "./answers.ts";
import {
  differences,
  type Expectation,
  type Judged,
  passedAt,
  sayDifference,
} from "./expectations.ts";
import type { Opening } from "./openings.ts";
import { type Prepared, prepareCase } from "./prepared.ts";
import { sendWithoutPolicy } from "./rogue.ts";

/** What is needed to play. */
export interface Stage {
  readonly world: World;
  readonly exchange: Pick<RunningExchange, "gateways" | "provider">;
  readonly expectations: ReadonlyMap<string, Expectation>;
}

/** Takes what a step tells, while it is played. */
export type Tell = (part: Part) => void;

/** One step of a scene: a message with its answer, or what an officer does. */
export interface Step {
  /** `S01.1`. */
  readonly id: string;
  /** What happens, where no scenario file says it. */
  readonly does?: string;
  play(): Promise<unknown>;
}

/** How the play went. */
export interface PlayResult {
  readonly messages: number;
  /** What was not as the scenario file expects. */
  readonly differences: readonly string[];
}

/** What the steps of one play share. */
export interface Run {
  readonly now: Date;
  readonly world: World;
  readonly registry: AgencyRegistry;
  readonly gateways: Readonly<Record<AgencyName, RunningGateway>>;
  /** Where the officers of each agency sign in. */
  readonly issuers: Readonly<Record<AgencyName, string>>;
  readonly clients: Readonly<Record<AgencyName, LocalClient>>;
  readonly tell: Tell;
  /** Takes each request to a gateway's local API, with its answer. */
  readonly note: NoteCall | undefined;
  /** Sends what a case file is opened for, and asks the sender's gateway about another case of it. */
  open(opening: Opening): Promise<void>;
  /**
   * Minimises and sends. `tellMore` tells of the message that arrived, between the account and the receipts.
   */
  send(
    id: string,
    sender: AgencyName,
    prepared: Prepared,
    tellMore?: (received: Received) => void | Promise<void>,
  ): Promise<Received>;
  /** Lets the honest gateway refuse, and then the recipient's. `tellMore` tells something of the message before. */
  refuse(id: string, sender: AgencyName, prepared: Prepared, tellMore?: () => void): Promise<void>;
  /** Tells what kind of message goes. */
  heading(draft: Pick<DraftRequest, "messageType" | "purpose" | "legalBases">): void;
  submit(sender: AgencyName, draft: DraftRequest, mode?: "minimise" | "asIs"): Promise<Submitted>;
  /** Tells that a message is on its way, and keeps which one it is for later steps. */
  sent(id: string, message: Omit<MessagePart, "kind">): void;
  /** The message of an earlier step. @throws Error if it was not played. */
  digestOf(id: string): string;
  /** What the scenario file says of a message. @throws Error if it says nothing. */
  expected(id: string): Expectation;
  /** What the recipient keeps of a message that it took. */
  received(by: AgencyName, digest: string): Promise<Received>;
  /** Compares the receipts of a message sent with what is expected, and tells them. */
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

/**
 * Starts a play.
 *
 * @param note - Takes each request to a gateway's local API, with its answer.
 */
export function createRun(
  { world, exchange, expectations }: Stage,
  tell: Tell,
  note?: NoteCall,
): Run {
  const now = new Date();
  const registry = parseRegistry(
    JSON.parse(readFileSync(join(world.folder, "registry", "registry.json"), "utf8")),
  );
  const clients = Object.fromEntries(
    AGENCIES.map((name) => [name, createLocalClient(world.folder, exchange.gateways[name], note)]),
  ) as Record<AgencyName, LocalClient>;
  const different: string[] = [];
  const digests = new Map<string, string>();
  let messages = 0;

  const expected: Run["expected"] = (id) => {
    const expectation = expectations.get(id);
    if (expectation === undefined) throw new Error(`the scenario file has no message ${id}`);
    return expectation;
  };
  const differs: Run["differs"] = (id, what) => {
    different.push(`${id}: ${what}`);
  };
  const compareReceipts = (
    id: string,
    jwts: readonly string[],
    judgements: readonly Judged[],
  ): void => {
    // Verified here again, with the registry's keys: the gateway's word is not taken.
    const receipts = jwts.map((jwt) => verifyReceipt(jwt, registry));
    messages++;
    const { verdict, rules, refused } = expected(id);
    const last = receipts.find(({ kind }) => kind !== "delivered");
    const found = differences(expected(id), last, judgements);
    for (const difference of found) differs(id, sayDifference(difference));
    tell({
      ...{ kind: "receipts", receipts, jwts },
      expected: { verdict, rules, ...(refused !== undefined && { refused }) },
      passed: rules.flatMap((rule) => {
        const by = passedAt(rule, judgements);
        return by === undefined ? [] : [{ rule, by }];
      }),
      differences: found,
    });
  };
  const compare: Run["compare"] = (id, { receipts }, ...judgements) =>
    compareReceipts(
      id,
      receipts.map(({ jwt }) => jwt),
      judgements,
    );
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
  const heading: Run["heading"] = ({ messageType, purpose, legalBases }) =>
    tell({ kind: "heading", messageType, purpose, legalBases });
  const sent: Run["sent"] = (id, message) => {
    digests.set(id, message.digest);
    tell({ kind: "message", ...message });
  };

  const send: Run["send"] = async (id, sender, { draft, body, whole, origin }, tellMore) => {
    expected(id);
    heading(draft);
    tell(origin);
    const { digest, account = [] } = await submit(sender, draft);
    const recipient = nameOf(draft.recipient) as AgencyName;
    sent(id, { digest, sender, recipient });
    const view = await waitForDecision(clients[sender], digest);
    tell({ kind: "account", where: whole === undefined ? "draft" : "caseFile", body, account });
    if (whole !== undefined) {
      const { unasked: fields } = whole;
      tell({ kind: "unasked", fields, account: await minimised(sender, whole.draft) });
    }
    const arrived = await find(recipient, digest);
    if (arrived !== undefined) await tellMore?.(arrived);
    compare(id, view, ...(arrived === undefined ? [] : [arrived]));
    if (arrived === undefined) throw new Error(`${id} is not in the recipient's inbox`);
    return arrived;
  };

  return {
    ...{ now, world, registry, clients, tell, note },
    gateways: exchange.gateways,
    issuers: exchange.provider.issuers,
    ...{ heading, send, submit, sent, expected, received, compare, differs },
    digestOf(id) {
      const digest = digests.get(id);
      if (digest === undefined) throw new Error(`${id} has not been played`);
      return digest;
    },
    async open({ id, sender, file, request, other }) {
      await send(id, sender, await prepareCase(file, request, now));
      const { draft, body } = await prepareCase(file, other.request, now);
      const account = await minimised(sender, draft);
      tell({ kind: "unsent", says: other.says, body, account });
    },
    async refuse(id, sender, prepared, tellMore) {
      const { draft, body } = prepared;
      const { rules, refused: expectedCode = "GATEWAY_DRAFT_REFUSED" } = expected(id);
      heading(draft);
      tellMore?.();
      const refusal = await refused(post(sender, draft, "asIs"));
      tell({ kind: "refusedAtHome", sender, body, refusal });
      if (refusal.code !== expectedCode) {
        differs(id, "the sender's own gateway did not refuse the draft");
      }
      if (refusal.findings !== undefined) {
        const named = new Set(refusal.findings.map(({ rule }) => rule));
        for (const rule of rules.filter((one) => !named.has(one))) {
          differs(id, `the sender's own gateway does not name ${rule}`);
        }
      }
      const { signed, receipts } = await sendWithoutPolicy(world, registry, sender, draft);
      tell({ kind: "bypass", sender, signed });
      compareReceipts(id, receipts, []);
    },
    result: () => ({ messages, differences: [...different] }),
  };
}

/** What only the message answered can tell its answer. */
export const answering = ({ id, message }: Received): object => ({
  "private.inReplyTo": id,
  "private.exchangeId": message.private["private.exchangeId"],
});
