import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { generateSigningKey, type PrivateJwk, type PublicJwk, publicJwk } from "@safepassage/trust";
import { AgencyError } from "../setting/agency-error.ts";
import { FOLDER } from "./agency-folder.ts";

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
 * owner can read it.
 *
 * @returns The signing key. Give only its public half to others: the registry's authority lists it.
 * @throws AgencyError `AGENCY_FOLDER_EXISTS` if an agency is in the folder already.
 */
export function makeAgencyFolder(
  folder: string,
  { registryKey, ...config }: NewAgency,
): PrivateJwk {
  if (existsSync(join(folder, FOLDER.config))) {
    throw new AgencyError("AGENCY_FOLDER_EXISTS", "there is an agency in this folder already");
  }
  const key = generateSigningKey("Ed25519");
  const write = (name: string, content: string | Uint8Array): void => {
    mkdirSync(dirname(join(folder, name)), { recursive: true, mode: 0o700 });
    writeFileSync(join(folder, name), content, { mode: 0o600, flag: "wx" });
  };
  const json = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;
  write(FOLDER.config, json(config));
  write(FOLDER.registryKey, json(registryKey));
  write(FOLDER.signingKey, json({ ...key, d: key.d }));
  write(FOLDER.officerKey, randomBytes(32));
  for (const name of [FOLDER.agreements, FOLDER.consents, dirname(FOLDER.database)]) {
    mkdirSync(join(folder, name), { recursive: true, mode: 0o700 });
  }
  write("public-key.json", json(publicJwk(key)));
  write("README.md", README);
  return key;
}

const README = `# An agency of Safepassage

agency.json         who this agency is, and where the registry is
registry-key.json   public key of the registry's authority
public-key.json     this agency's public key: give it to the registry's authority, with your entity id
keys/               private keys. Nobody else may read them; keep them out of backups of state/
agreements/         put signed agreements here, one in each file
consents/           put consent records here; they stay with you
state/              messages, receipts and history

Send with    safepassage send, take in with    safepassage take.
docs/spec/agency.md says more.
`;
