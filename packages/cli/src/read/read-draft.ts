import type { Json } from "@safepassage/core";
import type { Draft } from "@safepassage/schema";
import { CliError } from "../errors/cli-error.ts";
import type { Io } from "../io/command.ts";
import { kindOf } from "./kind-of.ts";
import { readAs } from "./read-input.ts";

/** Reads a draft. @throws SchemaError, with every issue. */
export async function readDraft(io: Io, path: string): Promise<Draft> {
  const { parseDraft } = await import("@safepassage/schema");
  return readAs(io, path, "draft", (file) => {
    requireNoRequest(path, file);
    return parseDraft(file);
  });
}

/** Refuses a draft request for a gateway: people call it a draft too, but it lacks the envelope. */
export function requireNoRequest(path: string, file: Json): void {
  if (isDraftRequest(file)) throw new CliError("CLI_DRAFT_REQUEST", path);
}

/** Whether a file is a draft request, and so lacks the envelope. */
export function isDraftRequest(file: Json): boolean {
  return kindOf(file) === "draftRequest";
}
