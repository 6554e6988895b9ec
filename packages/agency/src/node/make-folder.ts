import { randomBytes } from "node:crypto";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { generateSigningKey, type PrivateJwk, type PublicJwk, publicJwk } from "@safepassage/trust";
import { FOLDER } from "../folder/names.ts";
import { AgencyError } from "../setting/agency-error.ts";
import { makeFolder } from "../setting/give-to-owner.ts";
import { withFile } from "../setting/secret-file.ts";
import { replaceFile } from "./replace-file.ts";

/** The settings of a new agency. */
export interface NewAgency {
  /** Entity id. */
  readonly entity: string;
  /** The signed registry: an address, or a file's path from the folder. */
  readonly registry: string;
  /** Days after its issue that the registry is used. Default 14. */
  readonly registryMaxAgeDays?: number;
  /** Public key of the registry's authority. */
  readonly registryKey: PublicJwk;
}

/**
 * Makes the folder of an agency: new keys, empty folders for agreements, consents and state, and a README. Only its
 * owner can read it. It is durable when this returns. `agency.json` is written last: without it there is no agency. If
 * something fails, no file of it stays.
 *
 * @returns The signing key. Give only its public half to others: the registry's authority lists it.
 * @throws AgencyError `AGENCY_FOLDER_EXISTS` if an agency is in the folder already, or a key of one.
 */
export function makeAgencyFolder(
  folder: string,
  { registryKey, ...config }: NewAgency,
): PrivateJwk {
  const there = KEPT.find((name) => existsSync(join(folder, name)));
  if (there !== undefined) throw new AgencyError("AGENCY_FOLDER_EXISTS", `${there} is there`);
  const key = generateSigningKey("Ed25519");
  const made: string[] = [];
  const write = (name: string, content: object | string): void => {
    writeNew(join(folder, name), content);
    made.push(name);
  };
  try {
    // The secret part is not enumerable, so it is named.
    write(FOLDER.signingKey, { ...key, d: key.d });
    write(FOLDER.officerKey, randomBytes(32));
    write(FOLDER.registryKey, registryKey);
    for (const name of [FOLDER.agreements, FOLDER.consents, dirname(FOLDER.database)]) {
      makeFolder(join(folder, name));
    }
    write(FOLDER.publicKey, publicJwk(key));
    write("README.md", README);
    replaceFile(join(folder, FOLDER.config), textOf(config));
  } catch (error) {
    for (const name of made) rmSync(join(folder, name));
    throw error;
  }
  return key;
}

/**
 * Writes a new file that only its owner can read: text, octets, or an object as JSON. It replaces nothing, is durable when
 * this returns, and is not there if it could not be written whole.
 */
export function writeNew(path: string, content: object | string): void {
  const isRaw = typeof content === "string" || content instanceof Uint8Array;
  makeFolder(dirname(path));
  withFile(path, "wx", (file) => {
    try {
      writeFileSync(file, isRaw ? content : textOf(content));
    } catch (error) {
      rmSync(path);
      throw error;
    }
  });
  withFile(dirname(path), "r");
}

const textOf = (content: object): string => `${JSON.stringify(content, null, 2)}\n`;

/** Of these none is ever replaced. */
const KEPT = [FOLDER.config, FOLDER.signingKey, FOLDER.officerKey];
const README = `# An agency of Safepassage

agency.json         who this agency is, and where the registry is
registry-key.json   public key of the registry's authority
public-key.json     this agency's public key: give it to the registry's authority, with your entity id
keys/               private keys. Nobody else may read them; keep them out of backups of state/
agreements/         put signed agreements here, one in each file
consents/           put consent records here; they stay with you
state/              messages, receipts and history

Send with safepassage send, take in with safepassage take. For a gateway: safepassage gateway init.
docs/spec/agency.md says more.
`;
