import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { editJson, type Folders } from "./gateway-folder.ts";

/** What is done to two sound folders, and all that the check then says of the first: level, code, file and place. */
export type MistakeCase = readonly [(folders: Folders) => void, ...string[]];

/** Changes the configuration. */
export const config =
  (change: (value: Record<string, unknown> & { gateway: Record<string, unknown> }) => void) =>
  ({ b }: Folders) =>
    editJson(join(b, "agency.json"), change as (value: never) => void);

/** Writes a file. */
export const file =
  (name: string, text: string, mode = 0o600) =>
  ({ b }: Folders) =>
    writeFileSync(join(b, name), text, { mode });
