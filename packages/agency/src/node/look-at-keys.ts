import { join } from "node:path";
import type { FolderFault } from "../folder/fault.ts";
import { FOLDER } from "../folder/names.ts";
import type { AgencyError } from "../setting/agency-error.ts";
import { findKeyFaults } from "../store/keys/look-at-keys.ts";
import type { StoreView } from "./inspect-store.ts";
import { findOfficerKeyError } from "./officer-key.ts";

/**
 * Finds which keys of a folder are not those that its database is used with: the officer key, and those that contents are
 * encrypted with. Nothing is made or changed, and a gateway may be working with them.
 */
export function lookAtStoreKeys(
  folder: string,
  { keys, contents, officer }: Pick<StoreView, "keys" | "contents" | "officer">,
): readonly FolderFault[] {
  const error = findOfficerKeyError(folder, officer);
  return [
    ...(error === undefined ? [] : [faultOf(FOLDER.officerKey, error)]),
    ...findKeyFaults(join(folder, FOLDER.contentKeys), keys, contents).map((one) =>
      faultOf(`${FOLDER.contentKeys}/${one.file}`, one.error),
    ),
  ];
}

const faultOf = (file: string, { code, title, hint }: AgencyError): FolderFault => ({
  ...{ code, file, sentence: `${title}.`, fix: hint },
});
