import { createHash, timingSafeEqual } from "node:crypto";
import { FOLDER, type FolderFault, type Part, readTextPart } from "@safepassage/agency/node";
import { type Finding, finding, raise } from "../findings/finding.ts";
import type { LocalTokens } from "../http/tokens.ts";
import { needPart } from "./need-part.ts";

/** Who holds a token, and where it lies in the folder of an agency. */
export const TOKEN_FILES = {
  local: `${FOLDER.tokens}/local.token`,
  dutyOfficer: `${FOLDER.tokens}/duty-officer.token`,
  protectionOfficer: `${FOLDER.tokens}/protection-officer.token`,
} as const;

/** The three tokens of a gateway, as far as they can be read. */
export type TokenParts = Readonly<Record<keyof typeof TOKEN_FILES, Part<string>>>;

export function readTokens(folder: string): TokenParts {
  return {
    local: readTextPart(folder, TOKEN_FILES.local),
    dutyOfficer: readTextPart(folder, TOKEN_FILES.dutyOfficer),
    protectionOfficer: readTextPart(folder, TOKEN_FILES.protectionOfficer),
  };
}

/** The tokens of a folder in which all three were found sound. */
export const tokensOf = ({ local, dutyOfficer, protectionOfficer }: TokenParts): LocalTokens => ({
  local: needPart(local),
  quarantine: {
    dutyOfficer: needPart(dutyOfficer),
    protectionOfficer: needPart(protectionOfficer),
  },
});

/** Finds tokens that are missing, short, malformed, or the same as another. */
export function judgeTokens(tokens: TokenParts): readonly Finding[] {
  const all = Object.entries(TOKEN_FILES).map(([role, file]) => ({
    file,
    part: tokens[role as keyof TokenParts],
  }));
  return all.flatMap(({ file, part: { value, faults } }, index) => {
    if (value === undefined) return raise(faults.map(toMake));
    if (!TOKEN.test(value)) return [finding("TOKEN_MALFORMED", file)];
    if (value.length < MIN_LENGTH) return [finding("TOKEN_SHORT", file)];
    const isAgain = all.slice(0, index).some(({ part }) => areSame(part.value, value));
    return isAgain ? [finding("TOKENS_EQUAL", file)] : [];
  });
}

/** A token that is not there is made by `gateway init`, or by hand. */
const toMake = (fault: FolderFault): FolderFault =>
  fault.code === "FILE_MISSING" || fault.code === "FILE_EMPTY"
    ? { ...fault, fix: "Write 32 random octets into it: head -c 32 /dev/urandom | base64" }
    : fault;

function areSame(one: string | undefined, other: string): boolean {
  return one !== undefined && timingSafeEqual(digest(one), digest(other));
}

const digest = (text: string): Uint8Array => createHash("sha256").update(text).digest();

/** What a bearer token may be (RFC 6750, Section 2.1), as the routes read it. */
const TOKEN = /^[\x21-\x7e]{1,512}$/;
const MIN_LENGTH = 32;
