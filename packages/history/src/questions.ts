import { type DecodedMessage, namedDigests } from "@safepassage/schema";
import { digestsToChange } from "./said-of-others.ts";
import { textIn } from "./texts-in.ts";

/** A message, and what is wrong with its shape. */
export interface JudgedMessage {
  readonly message: DecodedMessage;
  readonly issues: readonly unknown[];
}

/** What a store is asked about one message: the keys by which everything that concerns it is found. */
export interface Questions {
  readonly exchangeId: string | undefined;
  /** Id of the message that it answers. */
  readonly answers: string | undefined;
  /** Digests of the messages that it names: to correct, recall, erase, pass on or ask about. */
  readonly names: ReadonlySet<string>;
  /** Digests of the messages that it gives new values; `undefined` if it gives none. R79 refuses more than one. */
  readonly corrects: ReadonlySet<string> | undefined;
  /** Group id and pseudonym of each person that it is about. */
  readonly pseudonyms: readonly (readonly [gid: string, pseudonym: string])[];
}

/**
 * Says what a store is asked about a message. Reads the message alone.
 *
 * Of a message of unsound shape the body is not read: R53 refuses it, whatever it names.
 *
 * @see docs/spec/history.md#questions
 */
export function questions({ message, issues }: JudgedMessage): Questions {
  const { private: hidden, body } = message;
  const asked = {
    exchangeId: textIn(hidden["private.exchangeId"]),
    answers: textIn(hidden["private.inReplyTo"]),
  };
  if (issues.length > 0) return { ...asked, names: new Set(), pseudonyms: [], corrects: undefined };
  const [names, pseudonyms] = [namedDigests(message), pseudonymsIn(message)];
  return { ...asked, names, pseudonyms, corrects: digestsToChange(body) };
}

/** Group id and pseudonym of each person of a message. */
export function pseudonymsIn({ body }: Pick<DecodedMessage, "body">): Questions["pseudonyms"] {
  return Object.entries(body).flatMap(([gid, { kind, leaves }]): [string, string][] => {
    const pseudonym = leaves.find(({ f }) => f === "subject.pseudonym")?.v;
    return kind === "subject" && typeof pseudonym === "string" ? [[gid, pseudonym]] : [];
  });
}
