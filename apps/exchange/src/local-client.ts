import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type AnswerOf, HEADERS, type OPERATIONS, type Reason } from "@safepassage/api";
import { answerOf, type Client, createClient, GatewayProblem } from "@safepassage/client";
import type { AgencyName } from "./agencies.ts";
import { OFFICER } from "./case-file.ts";
import type { RunningGateway } from "./processes.ts";

/** The agency's own system, talking to its gateway over the local API. */
export interface LocalClient {
  /** With the token of the agency's systems. */
  readonly own: Client;
  /** With the token of a role that reads what is in quarantine. */
  readonly dutyOfficer: Client;
}

type Shown = AnswerOf<typeof OPERATIONS.getMessage>;

/** A message on its way out, as the gateway shows it. */
export type SentMessage = Extract<Shown, { readonly box: "outbox" }>;

/** A message that arrived, without what it says. */
export type ReceivedMessage = Extract<Shown, { readonly box: "inbox" }>;

/** What a gateway answers to a message that it sends. */
export type Submitted = AnswerOf<typeof OPERATIONS.submitMessage>;

/** What a message says, and what was found about it. */
export type Content = AnswerOf<typeof OPERATIONS.readContent>;

/** The time that the law gives for an answer, as a gateway shows it. */
export type AnswerClockView = NonNullable<Shown["answerClock"]>;

/** Takes a request to a gateway and its answer: copies, of which nobody else reads. */
export type NoteCall = (agency: AgencyName, request: Request, answer: Response) => void;

/**
 * Makes a client with the tokens in the agency's folder.
 *
 * @param note - Is called with every request.
 */
export function createLocalClient(
  folder: string,
  { name, localUrl: url }: RunningGateway,
  note?: NoteCall,
): LocalClient {
  const clientOf = (file: string): Client =>
    createClient({
      url,
      token: readFileSync(join(folder, name, "tokens", `${file}.token`), "utf8").trim(),
      fetch: askAndNote(name, note),
    });
  return { own: clientOf("local"), dutyOfficer: clientOf("duty-officer") };
}

/** Makes what asks a gateway, within 20 s, and has each request and answer noted. */
export function askAndNote(
  agency: AgencyName,
  note?: NoteCall,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const copy = note && request.clone();
    const answer = await fetch(request, { signal: AbortSignal.timeout(20_000) });
    if (copy !== undefined) note?.(agency, copy, answer.clone());
    return answer;
  };
}

/** Shows a message that arrived; `undefined` for one that did not. */
export async function findReceived(
  { own }: LocalClient,
  digest: string,
): Promise<ReceivedMessage | undefined> {
  const shown = await unless(["GATEWAY_MESSAGE_UNKNOWN"], show(own, digest));
  return shown?.box === "inbox" ? shown : undefined;
}

/** Reads what a message says; `undefined` if it is erased, or kept from this reader. */
export const readContent = (client: Client, digest: string): Promise<Content | undefined> =>
  unless(
    ["API_CONTENT_ERASED", "API_CONTENT_QUARANTINED"],
    answerOf(
      client.v1.messages[":digest"].content.$get({ param: { digest } }, { headers: READING }),
    ),
  );

/** Waits until a message has reached a final state; at most 20 s. */
export async function waitForDecision(client: LocalClient, digest: string): Promise<SentMessage> {
  return waitFor(client, digest, ({ state }) => FINAL.has(state));
}

/** Waits until something holds of a message; at most 20 s. */
export async function waitFor(
  { own }: LocalClient,
  digest: string,
  holds: (message: SentMessage) => boolean,
): Promise<SentMessage> {
  for (let attempt = 0; attempt < 400; attempt++) {
    const shown = await show(own, digest);
    if (shown.box === "outbox" && holds(shown)) return shown;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("a message did not reach the state waited for within 20 s");
}

const show = (client: Client, digest: string): Promise<Shown> =>
  answerOf(client.v1.messages[":digest"].$get({ param: { digest } }));

/** What is answered; `undefined` if it is refused with one of some codes. */
async function unless<T>(codes: readonly string[], answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof GatewayProblem && codes.includes(error.code ?? "")) return undefined;
    throw error;
  }
}

const READING = {
  [HEADERS.reason]: "CASE_WORK" satisfies Reason,
  [HEADERS.officer]: OFFICER.id,
  [HEADERS.assurance]: String(OFFICER.assurance),
};
const FINAL = new Set(["decided", "refused", "expired"]);
