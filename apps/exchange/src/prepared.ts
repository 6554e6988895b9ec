import type { DraftRequest } from "@safepassage/gateway";
import type { Body } from "@safepassage/schema";
import { readCase, toDraftRequest } from "./case-file.ts";
import { readDraft } from "./draft-file.ts";
import { showLeftBehind } from "./show-account.ts";
import { fieldsBeside } from "./show-parts.ts";
import type { Terminal } from "./terminal.ts";

/** A draft that is ready to be submitted, and how it came about. */
export interface Prepared {
  readonly draft: DraftRequest;
  /** What the sender would send. */
  readonly body: Body;
  /** Fields in the case that were not asked for. */
  readonly unasked: readonly string[];
  /** Tells where it is from. */
  introduce(terminal: Terminal): void;
}

/** From an export of a case system in IOM's standard, and a caseworker's request. */
export async function prepareCase(agency: string, request: string, now: Date): Promise<Prepared> {
  const file = await readCase(agency, request, now);
  return {
    draft: toDraftRequest(file, now),
    body: file.asked,
    unasked: fieldsBeside(file.held, file.asked),
    introduce: (terminal) => showLeftBehind(terminal, file),
  };
}

/** From a draft in the gateway's own format. `reply` is what only the message answered can tell. */
export function prepareDraft(name: string, now: Date, reply: object = {}): Prepared {
  const written = readDraft(name, now);
  const draft = { ...written, private: { ...written.private, ...reply } };
  return {
    draft,
    body: draft.body as unknown as Body,
    unasked: [],
    introduce(terminal) {
      terminal.line();
      terminal.paragraph(`From the draft ${name}.draft.json, in the gateway's own format.`, 7);
    },
  };
}
