import { ProtocolError } from "@safepassage/core";
import { SchemaError } from "@safepassage/schema";
import { AgencyError } from "../setting/agency-error.ts";

/** Something that is wrong in the folder of an agency, and what to do about it. It repeats nothing of what a file holds. */
export interface FolderFault {
  readonly code: string;
  /** Path as seen from the folder, or an address. */
  readonly file: string;
  /** Where in the file: a JSON Pointer, or line and column. */
  readonly place?: string;
  readonly sentence: string;
  readonly fix: string;
}

/** What a part of the folder holds, if it can be used, and what is wrong with it. */
export interface Part<T> {
  readonly value: T | undefined;
  readonly faults: readonly FolderFault[];
}

/** What is wrong by code, and what to do. */
type Told = readonly [sentence: string, fix: string];

/** The faults of files and folders by their code. Other codes are those of errors and of schema issues. */
export const FOLDER_FAULTS = {
  FILE_MISSING: ["It is not there.", "Put it there."],
  FILE_UNREADABLE: ["It cannot be read.", "Let the user that runs the program own it and read it."],
  FILE_EMPTY: ["It is empty.", "Put back what belongs there."],
  FILE_TOO_LARGE: ["It is larger than any such file.", "Put the right file there."],
  FILE_NOT_TEXT: ["It is no text in UTF-8.", "Save it as UTF-8, or take it away."],
  NOT_A_FILE: ["It is no file.", "Put the file there in its place."],
  NOT_A_FOLDER: ["It is no folder.", "Make it one, and move what lies there."],
  OPEN_TO_OTHERS: ["Others than its owner can read it.", "chmod go= FILE"],
  WRITABLE_BY_OTHERS: ["Others than its owner can change it.", "chmod go-w FILE"],
  OFFICER_KEY_LENGTH: [
    "It does not have 32 octets.",
    "Put your key back from its copy. With another one nobody knows any more whom the messages that are held are about.",
  ],
  STORE_IN_CLEAR: [
    "The connection to the database crosses a network without TLS.",
    "Write there which file has the certificates of the authority that signed the certificate of the server.",
  ],
  PUBLIC_KEY_DIFFERS: [
    "It is not the public half of keys/signing-key.json.",
    "Write it anew in the folder: safepassage keys public keys/signing-key.json > public-key.json. Give it to the authority of the registry, if that has another one.",
  ],
} as const satisfies Readonly<Record<string, Told>>;

export type FolderFaultCode = keyof typeof FOLDER_FAULTS;

/** What to do about an error of a library where a file is at fault: its own hint is for somebody else. */
const TOLD: Readonly<Record<string, Told>> = {
  JSON_MALFORMED: ["It is not JSON.", "Mend it there, or put it back from a copy."],
  TRUST_KEY_INVALID: [
    "It holds no key of this protocol.",
    "Put the key there as safepassage keys generate or init agency wrote it.",
  ],
  TRUST_KEY_UNSUITABLE: ["It holds a key for another use.", "Put a signing key there."],
  TRUST_EPOCHS_INVALID: [
    "It holds no list of encryption keys.",
    "Put it back from where you keep it. If it is lost, move it away: new keys are made, and what was sealed to the old ones cannot be opened.",
  ],
  TRUST_AGENCY_UNKNOWN: [
    "The registry lists no agency of this entity id now.",
    "Correct the entity id. If it is right, ask the authority of the registry whether your agency is listed, from when and until when.",
  ],
  TRUST_KEY_UNKNOWN: [
    "The registry does not list this key for your agency: nobody verifies what it signs.",
    "Put your own key there, or give public-key.json to the authority of the registry.",
  ],
  TRUST_KEY_NOT_IN_FORCE: [
    "The registry lists this key, but it is not in force now.",
    "Make a new key with safepassage gateway keys FOLDER next, or wait for the day on which this one begins.",
  ],
  TRUST_KEY_COMPROMISED: [
    "The registry says that others may have this key: nobody takes what it signs.",
    "Make a new key with safepassage gateway keys FOLDER next, and have the authority of the registry list it.",
  ],
};

/** Makes the fault of a file by its code. `FILE` in what to do becomes the name of the file. */
export function folderFault(
  code: FolderFaultCode,
  file: string,
  more: Partial<Pick<FolderFault, "place" | "fix">> = {},
): FolderFault {
  const [sentence, fix] = FOLDER_FAULTS[code];
  return { code, file, sentence, fix: fix.replace("FILE", file), ...more };
}

/**
 * Makes the faults of a file from what a parser threw: each place of a form that a person writes, else one.
 *
 * @throws what is no {@link ProtocolError}: a bug.
 */
export function faultsOf(file: string, cause: unknown, place?: string): readonly FolderFault[] {
  if (!(cause instanceof ProtocolError)) throw cause;
  if (cause instanceof SchemaError && cause.issues.length > 0) {
    return cause.issues.map(({ pointer, code, sentence, fix = "" }) => ({
      ...{ code, file, place: pointer === "" ? "/" : pointer, sentence, fix },
    }));
  }
  const [sentence, fix] = TOLD[cause.code] ?? [`${cause.title}.`, cause.hint];
  return [{ code: cause.code, file, ...(place !== undefined && { place }), sentence, fix }];
}

/** Makes the error for a folder from all that is wrong in it. */
export function folderInvalid(faults: readonly FolderFault[]): AgencyError {
  const file = faults[0]?.file ?? "";
  const why = faults.flatMap((fault) => (fault.file === file ? [tell(fault)] : [])).join(" ");
  const details = { file, why, faults };
  return new AgencyError("AGENCY_FOLDER_INVALID", tellFaults(faults), { details });
}

/** Tells faults as lines: their number, then each with its file and place. */
export function tellFaults(faults: readonly FolderFault[]): string {
  const many = faults.length === 1 ? "one mistake" : `${faults.length} mistakes`;
  return [many, ...faults.map((fault) => `${fault.file} ${tell(fault)}`)].join("\n");
}

const tell = ({ place, sentence, fix }: FolderFault): string =>
  `${place === undefined ? "" : `${place}: `}${sentence} ${fix}`;
