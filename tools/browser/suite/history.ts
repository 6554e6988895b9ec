import { createHistoryIndex, noteOf, questions } from "@safepassage/history";
import type { DecodedMessage } from "@safepassage/schema";
import { outcome } from "./outcome.ts";
import { scenarioMessages } from "./scenarios.ts";
import type { Vectors } from "./vectors.ts";

/** What is asked and noted of every message of the scenarios, and what a store of all notes says of it. */
export function cases(vectors: Vectors): Record<string, unknown> {
  const messages = scenarioMessages(vectors).map(({ name, now, message }) => ({
    ...{ name, now },
    message: message as unknown as DecodedMessage,
  }));
  return Object.fromEntries(
    messages.map(({ name, message }) => [
      name,
      outcome(() => {
        const self = message.clear["env.sender.agencyId"];
        const index = createHistoryIndex(self);
        const notes = messages.map((one) =>
          noteOf(one.message, { self, digest: one.name, at: one.now }),
        );
        for (const { record } of notes) index.add(record);
        const { names, pseudonyms } = questions({ message, issues: [] });
        return [[...names], pseudonyms, index.historyFor(message)];
      }),
    ]),
  );
}
