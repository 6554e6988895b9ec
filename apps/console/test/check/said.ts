import { judge, type Outcome, type When } from "../../src/pages/check/judge/judge.ts";
import { readGiven } from "../../src/pages/check/judge/read-given.ts";
import { refusalOf, type Tried } from "../../src/pages/check/judge/refusal.ts";
import type { Printed } from "./command.ts";
import { world } from "./vectors.ts";

/** When all of it is judged. */
export const NOW = "2026-11-24T09:02:00Z";

/** The registry of the corpus. */
export const registry = JSON.stringify(world.registry);

/** What the page says of the one message of what was given: verdict, findings and rules, or the code of a refusal. */
export async function messageSaid(
  given: readonly string[],
  now: string,
  when: When = "now",
): Promise<Printed> {
  const { messages } = await outcomeOf(given, now, when);
  const [only] = messages;
  if (only === undefined || messages.length > 1) throw new TypeError("not one message");
  if ("refusal" in only.judged) return { code: only.judged.refusal.code };
  const { verdict, judgement, undecided } = only.judged.value;
  return plain({
    ...judgement,
    verdict,
    ...(verdict === "noFaultFound" && { undecided }),
  });
}

/** The same of a line that the command prints. */
export function judgedIn(printed: Printed = {}): Printed {
  if (printed["verdict"] === undefined) return { code: codeIn(printed) };
  const { file: _, line: __, refused: ___, give: ____, ...judged } = printed;
  return judged;
}

/** What the page says of evidence about one message. */
export async function evidenceSaid(given: readonly string[]): Promise<Printed> {
  const { evidence, checkedWith } = await outcomeOf(given, NOW);
  const { messages } = goodOf(evidence);
  const [only] = messages;
  if (only === undefined || messages.length > 1) throw new TypeError("not one message");
  const { message, receipts, apart, open, remarks } = only;
  const refusals = [message, ...receipts].flatMap((one) => ("refusal" in one ? [one.refusal] : []));
  const [refusal = apart] = refusals;
  if (refusal !== undefined) return { code: asOfCommand(refusal.code) };
  const { clear, digest } = goodOf(message);
  const { isOlder } = checkedWith ?? {};
  const claims = receipts.map((one) => goodOf(one).claims);
  return plain({ clear, digest, receipts: claims, open, remarks, isOlder });
}

/** The same of evidence that the command prints. */
export const kept = ({ clear, digest, receipts, open, remarks, registry }: Printed): Printed => ({
  ...{ clear, digest, receipts, open, remarks },
  isOlder: (registry as { readonly isOlder: boolean }).isOlder,
});

/** The code with which the command refused. */
export const codeIn = (printed: Printed = {}): unknown =>
  (printed["refused"] as { readonly code?: unknown } | undefined)?.code;

/** What the page refuses itself, the command does under the same name behind another prefix. */
const asOfCommand = (code: string): string => code.replace(/^CHECK_/, "CLI_");

/** What the page says of all that was given. */
export async function outcomeOf(
  given: readonly string[],
  now: string,
  when: When = "now",
): Promise<Extract<Outcome, { readonly messages: unknown }>> {
  const outcome = await judge(
    given.map((text, at) => readGiven(`file ${at}`, text)),
    { when, now: new Date(now) },
  );
  if ("stopped" in outcome) throw new TypeError(outcome.stopped.code);
  return outcome;
}

/** What was not refused. */
export function goodOf<T>(tried: Tried<T> | undefined): T {
  if (tried === undefined || "refusal" in tried) throw new TypeError("refused");
  return tried.value;
}

/** As JSON has it: without members that are not there. */
const plain = (value: object): Printed => JSON.parse(JSON.stringify(value)) as Printed;

/** The code with which the page refuses to read a text. */
export function codeOfReading(text: string): string {
  try {
    readGiven("", text);
  } catch (error) {
    return refusalOf(error).code;
  }
  throw new TypeError("it was taken");
}
