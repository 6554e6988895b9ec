import { type Json, ProtocolError } from "@safepassage/core";
import { CliError } from "../errors/cli-error.ts";
import { KINDS, type Kind, kindOf } from "./kind-of.ts";

interface Needed {
  readonly kinds: readonly Kind[];
  /** What it is and where it comes from, in words that follow "needed is". */
  readonly words: string;
}

const NEEDED = {
  draft: {
    kinds: ["draft"],
    words: "a draft, as import htcds --request or your own software writes it",
  },
  draftOrRequest: {
    kinds: ["draft", "draftRequest"],
    words: "a draft or a draft request, as your own software writes it",
  },
  caseRequest: {
    kinds: ["caseRequest"],
    words: "a request for one case, as init request writes it",
  },
  // Other signed texts have the same form: the check of the type refuses them.
  checked: {
    kinds: ["draft", "message", "signedMessage", "sealed", "sdJwt"],
    words: "a draft, an opened message, or a signed or sealed message, whole",
  },
  // Of a line its reader says what breaks it.
  checkedLine: {
    kinds: ["draft", "message", "signedMessage", "sealed", "sdJwt", "text", "table"],
    words: "a draft, an opened message, or a signed or sealed message, whole",
  },
  exported: {
    kinds: ["draft", "message", "importedCase"],
    words: "a draft, an opened message, or a case as import htcds --out writes it",
  },
  sealed: { kinds: ["sealed"], words: "a sealed message, as issue --out writes it" },
  evidence: {
    // A registry that lies beside is passed over, and an empty file told.
    kinds: ["receipts", "signedPart", "signedMessage", "evidence", "signedRegistry", "empty"],
    words: "receipts, one a line, signed messages, or a gateway's evidence",
  },
  signedMessage: {
    kinds: ["signedPart", "signedMessage", "keptCopy", "evidence"],
    words: "a signed message, as evidence --out writes it, or a copy as issue --keep does",
  },
  evidenceOf: {
    kinds: ["signedPart", "signedMessage", "keptCopy", "evidence"],
    words:
      "a copy as issue --keep writes it, a signed message, or an agency's folder with --message",
  },
  certificate: {
    kinds: ["signedPart", "signedMessage", "keptCopy", "evidence", "message"],
    words: "an erasure certificate: a gateway's evidence of it, or signed or opened, whole",
  },
  agreement: {
    kinds: ["signedAgreement"],
    words: "an agreement that its parties have signed with agreement sign",
  },
  terms: {
    kinds: ["terms", "signedAgreement"],
    words: "terms of an agreement, as init agreement writes them, or what another has signed",
  },
  registry: {
    kinds: ["registry", "signedRegistry"],
    words: "a registry of agencies: its file, or what its authority serves",
  },
  signedRegistry: {
    kinds: ["signedRegistry"],
    words: "the signed registry that its authority serves",
  },
  publicKey: {
    kinds: ["publicKey"],
    words: "a public key to check signatures, as keys public prints it",
  },
  publicKeys: {
    kinds: ["publicKey", "keySet"],
    words: "a public key to check signatures, as keys public prints it",
  },
  privateKey: {
    kinds: ["signingKey", "openingKey"],
    words: "a private key, as keys generate --out writes it",
  },
  signingKey: {
    kinds: ["signingKey"],
    words: "a private key to sign with, as keys generate --alg Ed25519 --out writes it",
  },
  openingKeys: {
    kinds: ["openingKey", "keptEpochs"],
    words: "your private keys that messages are sealed to, as keys epochs --keep writes them",
  },
  keptEpochs: {
    kinds: ["keptEpochs"],
    words: "the private keys that keys epochs --keep wrote before",
  },
  publishedEpochs: {
    kinds: ["publishedEpochs"],
    words: "the signed list that the recipient publishes, as keys epochs --out writes it",
  },
  token: {
    kinds: ["token"],
    words: "a signed authorisation, as authorisation sign --out writes it",
  },
  authorisationTerms: {
    kinds: ["authorisationTerms"],
    words: "terms of an authorisation (docs/spec/authorisations.md)",
  },
  consentRecord: {
    kinds: ["consentRecord"],
    words: "a consent record, as init consent writes it",
  },
  consent: {
    kinds: ["consent"],
    words: "a consent as an assertion states it (docs/spec/consent.md)",
  },
  statement: {
    kinds: ["statement"],
    words: "a statement about a case file, as init statement writes it",
  },
  history: {
    kinds: ["history", "record", "lines"],
    words: "a history, or records of a store, one a line (docs/spec/history.md)",
  },
  sdJwt: {
    kinds: ["sdJwt", "signedMessage", "otherJws", "text"],
    words: "an SD-JWT, as sd-jwt issue --out writes it",
  },
  claims: { kinds: [], words: "claims as a JSON object, and no key" },
  pointers: { kinds: [], words: "a list of JSON pointers" },
  cases: {
    kinds: ["table", "lines", "text", "binary", "empty"],
    words: "a case file in HTCDS 2.0: CSV or JSON",
  },
  // A module may begin like a table. One that is not there is told so.
  pack: {
    kinds: ["text", "table", "empty"],
    words: "a JavaScript module that exports a pack of rules",
  },
  agencyFolder: { kinds: [], words: "an agency's folder, as init agency makes it" },
  // What is cut, or of another program, its reader tells.
  backup: {
    kinds: ["backup", "text", "empty"],
    words: "a copy of the database, as gateway backup --to writes it",
  },
  keysBackup: {
    kinds: ["database"],
    words: "a copy of the keys, as gateway backup --keys-to writes it",
  },
} as const satisfies Readonly<Record<string, Needed>>;

/** What a command needs in the place of a file. */
export type Need = keyof typeof NEEDED;

/** What is needed, in words that follow "needed is". */
export const wordsOf = (need: Need): string => NEEDED[need].words;

function otherKind(content: Uint8Array | Json, need: Need): Kind | undefined {
  const found = kindOf(content);
  const { kinds }: Needed = NEEDED[need];
  return found === undefined || kinds.includes(found) ? undefined : found;
}

/** Refuses a file of another kind than is needed. One that may be of this kind passes: its reader says what is wrong with it. */
export function requireKind(path: string, content: Uint8Array | Json, need: Need): void {
  const refused = refusedKind(path, content, need);
  if (refused !== undefined) throw refused;
}

/**
 * Works with what a file holds. If that is refused, and the file is of another kind than is needed, the refusal says so: what
 * the reader missed in it would only mislead.
 */
export function asKind<T>(path: string, content: Uint8Array | Json, need: Need, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause;
    if (cause instanceof CliError && !ABOUT_KINDS.has(cause.code)) throw cause;
    throw refusedKind(path, content, need, cause) ?? cause;
  }
}

/** A refusal that is about the kind already keeps its code. */
function refusedKind(
  path: string,
  content: Uint8Array | Json,
  need: Need,
  cause?: ProtocolError,
): CliError | undefined {
  const found = otherKind(content, need);
  if (found === undefined) return undefined;
  const code = cause instanceof CliError ? cause.code : "CLI_FILE_KIND";
  return new CliError(code, `${path} is ${KINDS[found]}; needed is ${wordsOf(need)}`);
}

const ABOUT_KINDS: ReadonlySet<string> = new Set([
  "CLI_DRAFT_REQUEST",
  "CLI_NOTHING_TO_VERIFY",
  "CLI_NOT_A_MESSAGE",
  "CLI_NOT_A_REGISTRY",
  "CLI_NOT_RECEIPTS",
  "CLI_NOT_SIGNED",
  "CLI_NOT_TERMS",
  "CLI_NO_CERTIFICATE",
  "CLI_PACK_INVALID",
]);
