import { createHash } from "node:crypto";
import { FOLDER } from "../folder/names.ts";
import { readOfficerKey } from "../folder/parts.ts";
import { AgencyError } from "../setting/agency-error.ts";
import type { AgencyStore } from "../store/ports.ts";

/**
 * Makes sure that a database is used with the officer key that it was used with before: with another one nobody knows whom
 * its messages are about, and what protects these persons is silent. A database that names none takes the one that is there.
 *
 * @throws AgencyError `GATEWAY_OFFICER_KEY_DIFFERS`.
 */
export function joinOfficerKey(folder: string, store: AgencyStore): Promise<void> {
  const name = nameOfOwn(folder);
  // A key that cannot be read is reported where it is used.
  if (name === undefined) return Promise.resolve();
  return store.transaction(async ({ marks }) => {
    const named = await marks.get(OFFICER_MARK);
    if (named === undefined) return marks.set(OFFICER_MARK, name);
    if (named !== name) throw differs();
  });
}

/** Has a database go on with the officer key that is there. @returns Whether it was another one than before. */
export async function takeOfficerKey(folder: string, store: AgencyStore): Promise<boolean> {
  const name = nameOfOwn(folder);
  if (name === undefined) throw new TypeError("an officer key that cannot be used was taken");
  return store.transaction(async ({ marks }) => {
    const isOther = (await marks.get(OFFICER_MARK)) !== name;
    if (isOther) await marks.set(OFFICER_MARK, name);
    return isOther;
  });
}

/** Whether the officer key of a folder is another one than a database names. */
export const findOfficerKeyError = (
  folder: string,
  named: string | undefined,
): AgencyError | undefined => {
  const name = nameOfOwn(folder);
  return name === undefined || named === undefined || named === name ? undefined : differs();
};

function nameOfOwn(folder: string): string | undefined {
  const { value } = readOfficerKey(folder);
  return value && createHash("sha256").update(DOMAIN).update(value).digest("base64url");
}

const differs = () =>
  new AgencyError("GATEWAY_OFFICER_KEY_DIFFERS", `${FOLDER.officerKey} is another one than before`);

/** Names the mark with the officer key that a database is used with: a digest of it, and never the key. */
export const OFFICER_MARK = "officer";
const DOMAIN = "safepassage officer key";
