/** The files and folders in the folder of an agency. */
export const FOLDER = {
  config: "agency.json",
  keys: "keys",
  signingKey: "keys/signing-key.json",
  /** The key that is to follow, until the registry has it in force. */
  nextKey: "keys/signing-key.next.json",
  previousKey: "keys/signing-key.previous.json",
  /** Locked by the program that changes a signing key. */
  keyLock: "keys/signing-key.lock",
  officerKey: "keys/officer.key",
  epochs: "keys/epochs.json",
  /** What the contents of the database are encrypted with. */
  contentKeys: "keys/contents",
  registryKey: "registry-key.json",
  publicKey: "public-key.json",
  agreements: "agreements",
  consents: "consents",
  tokens: "tokens",
  state: "state",
  database: "state/agency.db",
  /** The newest registry that was taken, for a start while it cannot be had from its address or file. */
  registryCopy: "state/registry.jwt",
  /** When the last backup was made. */
  lastBackup: "state/backup.json",
} as const;
