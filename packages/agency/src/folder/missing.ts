import { type FolderFault, folderFault } from "./fault.ts";
import { FOLDER } from "./names.ts";

/** A file of the folder that is not there, with what leads out: what it holds can be written again, or is lost for good. */
export function missing(file: string): FolderFault {
  const fix = FIXES.get(file);
  return folderFault("FILE_MISSING", file, fix === undefined ? {} : { fix });
}

const MOUNTED =
  "If keys is a volume of its own, see that it is mounted. Else put the file back from its copy.";

/** Nobody with messages in the folder wants new keys before the copies were looked for. */
const FIXES: ReadonlyMap<string, string> = new Map([
  [
    FOLDER.config,
    "See that the folder is the right one, then put the file there. A whole new folder is made with: safepassage init agency.",
  ],
  [
    FOLDER.registryKey,
    "Put the public key there with which the authority of the registry signs, as it gave it to you.",
  ],
  [
    FOLDER.publicKey,
    `Write it again, in the folder: safepassage keys public ${FOLDER.signingKey} > ${FOLDER.publicKey}`,
  ],
  [
    FOLDER.signingKey,
    `${MOUNTED} Only if it is lost for good, make another in the folder: safepassage keys generate --alg Ed25519 --out ${FOLDER.signingKey}. Then have the authority of the registry list that one, and sign every agreement again.`,
  ],
  [
    FOLDER.officerKey,
    `${MOUNTED} Only if it is lost for good, make another in the folder: (umask 077; head -c 32 /dev/urandom > ${FOLDER.officerKey}). If there is a database, then: safepassage gateway keys FOLDER officer`,
  ],
]);
