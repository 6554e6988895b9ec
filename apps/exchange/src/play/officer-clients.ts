import { answerOf, type Client, createClient, GatewayProblem } from "@safepassage/client";
import { signInAt } from "@safepassage/testing/sign-in";
import { type AgencyName, audienceOf } from "../agencies.ts";
import { askAndNote, type NoteCall } from "../local-client.ts";
import type { PersonName } from "../people.ts";
import type { Run } from "./run.ts";

/** Where people sign in, and the gateway that they sign in to. */
export type SignInPlace = Pick<Run, "gateways" | "issuers">;

/**
 * Signs a person in at an agency, as a program that knows the person.
 *
 * @param note - Is called with every request.
 * @param audience - Default: the gateway of the agency.
 */
export async function signInAs(
  { gateways, issuers }: SignInPlace,
  agency: AgencyName,
  person: PersonName,
  { note, audience = audienceOf(agency) }: { note?: NoteCall | undefined; audience?: string } = {},
): Promise<Client> {
  const token = await signInAt(issuers[agency], person, { audience });
  return createClient({
    url: gateways[agency].localUrl,
    token,
    fetch: askAndNote(agency, note),
  });
}

/** What came of a request: it was done, or the code with which it was refused. */
export type Found = string;

/** Waits for an answer, and says what came of it. @throws whatever is no refusal of the gateway. */
export async function codeOf(answer: Promise<unknown>): Promise<Found> {
  try {
    await answerOf(answer as never);
    return DONE;
  } catch (error) {
    if (error instanceof GatewayProblem) return error.code ?? String(error.status);
    throw error;
  }
}

export const DONE = "done";

/** Says that somebody reads in order to approve, or not to. */
export const TO_APPROVE = { headers: { "safepassage-reason": "APPROVAL" } } as const;

/** The digest of what a second officer sees of a kept draft, and would approve. */
export async function digestToApprove(client: Client, id: string): Promise<string> {
  const shown = await answerOf(
    client.v1.drafts[":id"].preview.$post({ param: { id } }, TO_APPROVE),
  );
  return shown.approval?.digest ?? "";
}
