import { join } from "node:path";
import type { FolderFault } from "../folder/fault.ts";
import { FOLDER } from "../folder/names.ts";
import { findKeyFaults } from "../store/keys/look-at-keys.ts";
import type { StoreView } from "./inspect-store.ts";

/**
 * Finds what is wrong with the keys that the contents of a database are encrypted with. Nothing is made or changed, and a
 * gateway may be working with them.
 */
export function lookAtContentKeys(
  folder: string,
  store: Pick<StoreView, "keys">,
): readonly FolderFault[] {
  return findKeyFaults(join(folder, FOLDER.contentKeys), store.keys).map(
    ({ file, error: { code, title, hint } }) => ({
      ...{ code, file: `${FOLDER.contentKeys}/${file}` },
      ...{ sentence: `${title}.`, fix: hint },
    }),
  );
}
