import { execFileSync, spawn } from "node:child_process";
import {
  chmodSync,
  cpSync,
  linkSync,
  mkdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { generateEncryptionKey } from "@safepassage/trust";
import { onTestFinished } from "vitest";
import { config, file, type MistakeCase } from "./spoil-folder.ts";

const SHORT = "0123456789";
const KEYLESS = "warning PUBLIC_KEY_DIFFERS public-key.json";

/** Mistakes in the database, the tokens, the keys and the agreements of a folder, and in several at once. */
export const OWN_FILE_CASES: Readonly<Record<string, MistakeCase>> = {
  "a folder in the place of the database": [
    ({ b }) => mkdirSync(join(b, "state/agency.db"), { mode: 0o700 }),
    "mistake GATEWAY_STORE_UNREADABLE state/agency.db",
  ],
  "an empty database": [
    file("state/agency.db", ""),
    "mistake GATEWAY_STORE_UNREADABLE state/agency.db",
  ],
  "a database that is none": [
    file("state/agency.db", "no database ".repeat(1000)),
    "mistake GATEWAY_STORE_UNREADABLE state/agency.db",
  ],
  "a database with two names": [
    ({ b }) => {
      writeFileSync(join(b, "state/agency.db"), "x", { mode: 0o600 });
      linkSync(join(b, "state/agency.db"), join(b, "state/backup.db"));
    },
    "mistake GATEWAY_STORE_LINKED state/agency.db",
  ],
  "a log whose database is lost": [
    file("state/agency.db-wal", "x"),
    "mistake GATEWAY_STORE_UNREADABLE state/agency.db",
  ],
  "pipes in the place of a lock and of a secret": [
    (folders) => {
      const { b } = folders;
      for (const name of ["state/agency.db.lock", "alarm.secret"]) {
        const pipe = join(b, name);
        execFileSync("sh", ["-c", 'mkfifo -m 600 "$0"', pipe]);
        // Somebody writes into it, so that a check that reads it fails and does not hang.
        const writer = spawn("/bin/sh", ["-c", 'head -c 40 /dev/zero > "$0"', pipe]);
        onTestFinished(() => {
          writer.kill("SIGKILL");
        });
      }
      config(({ gateway }) => {
        const webhook = { url: "https://duty.test/alarms", secret: "alarm.secret" };
        Object.assign(gateway, { alarms: { webhook } });
      })(folders);
    },
    "mistake GATEWAY_STORE_UNREADABLE state/agency.db",
    "mistake GATEWAY_OPERATION_INVALID agency.json /gateway/alarms/webhook/secret",
  ],
  "a short token": [file("tokens/local.token", SHORT), "mistake TOKEN_SHORT tokens/local.token"],
  "a token of two lines": [
    file("tokens/duty-officer.token", `${"a".repeat(40)}\n${"b".repeat(40)}\n`),
    "mistake TOKEN_MALFORMED tokens/duty-officer.token",
  ],
  "two tokens that are the same": [
    ({ b }) => cpSync(join(b, "tokens/local.token"), join(b, "tokens/duty-officer.token")),
    "mistake TOKENS_EQUAL tokens/duty-officer.token",
  ],
  "no tokens": [
    ({ b }) => rmSync(join(b, "tokens"), { recursive: true }),
    "mistake FILE_MISSING tokens",
    "mistake FILE_MISSING tokens/local.token",
    "mistake FILE_MISSING tokens/duty-officer.token",
    "mistake FILE_MISSING tokens/protection-officer.token",
  ],
  "a signing key that others can read": [
    ({ b }) => chmodSync(join(b, "keys/signing-key.json"), 0o644),
    "mistake OPEN_TO_OTHERS keys/signing-key.json",
  ],
  "secrets of any name that others can read, at any depth and behind a link": [
    ({ b, root }) => {
      mkdirSync(join(b, "keys/contents"), { mode: 0o777 });
      chmodSync(join(b, "keys/contents"), 0o777);
      writeFileSync(join(b, "keys/contents/key-encryption.key"), "x", { mode: 0o640 });
      writeFileSync(join(b, "keys/mail.password"), "x", { mode: 0o644 });
      writeFileSync(join(b, "tokens/metrics.token"), "x", { mode: 0o604 });
      writeFileSync(join(root, "elsewhere"), "x", { mode: 0o644 });
      symlinkSync("../../elsewhere", join(b, "state/linked"));
      symlinkSync(".", join(b, "state/circle"));
      symlinkSync("nowhere", join(b, "state/broken"));
    },
    "mistake OPEN_TO_OTHERS keys/contents",
    "mistake OPEN_TO_OTHERS keys/contents/key-encryption.key",
    "mistake OPEN_TO_OTHERS keys/mail.password",
    "mistake OPEN_TO_OTHERS tokens/metrics.token",
    "mistake OPEN_TO_OTHERS state/linked",
  ],
  "folders and a configuration that others can change": [
    ({ b }) => {
      chmodSync(join(b, "tokens"), 0o755);
      chmodSync(join(b, "agency.json"), 0o666);
      chmodSync(join(b, "consents"), 0o755);
    },
    "mistake OPEN_TO_OTHERS tokens",
    "mistake WRITABLE_BY_OTHERS agency.json",
    "warning OPEN_TO_OTHERS consents",
  ],
  "another agency's key": [
    ({ b, c }) => cpSync(join(c, "keys/signing-key.json"), join(b, "keys/signing-key.json")),
    KEYLESS,
    "mistake TRUST_KEY_UNKNOWN keys/signing-key.json",
  ],
  "another agency's id": [
    config((value) => Object.assign(value, { entity: "https://ngo-c.test" })),
    "mistake TRUST_KEY_UNKNOWN keys/signing-key.json",
  ],
  "an id that nobody has": [
    config((value) => Object.assign(value, { entity: "https://nobody.test" })),
    "mistake TRUST_AGENCY_UNKNOWN agency.json /entity",
    "warning AGREEMENT_OF_OTHERS agreements/agr-assist.json",
    "waiting AGREEMENT_NONE agreements",
  ],
  "a key that seals": [
    ({ b }) => {
      const key = generateEncryptionKey("X25519");
      writeFileSync(join(b, "keys/signing-key.json"), JSON.stringify({ ...key, d: key.d }));
    },
    "mistake TRUST_KEY_UNSUITABLE keys/signing-key.json",
  ],
  "a short officer key, and epochs that are none": [
    (folders) => {
      file("keys/officer.key", "short")(folders);
      file("keys/epochs.json", '{"keys": []}')(folders);
    },
    "mistake OFFICER_KEY_LENGTH keys/officer.key",
    "mistake TRUST_EPOCHS_INVALID keys/epochs.json",
  ],
  "a stray file among agreements": [
    file("agreements/notes.txt", "to do: call"),
    "mistake JSON_MALFORMED agreements/notes.txt",
  ],
  "an agreement that nobody has signed": [
    file("agreements/agr-assist.json", '{"payload": "e30", "signatures": []}'),
    "warning AGREEMENT_INVALID agreements/agr-assist.json",
    "waiting AGREEMENT_NONE agreements",
  ],
  "mistakes in five files at once": [
    (folders) => {
      config(({ gateway }) => Object.assign(gateway, { drain: 1 }))(folders);
      chmodSync(join(folders.b, "keys/officer.key"), 0o604);
      file("keys/signing-key.json", "[")(folders);
      file("agreements/notes.txt", "to do: call")(folders);
      file("tokens/local.token", SHORT)(folders);
    },
    "mistake MEMBER_UNKNOWN agency.json /gateway",
    "mistake OPEN_TO_OTHERS keys/officer.key",
    "mistake JSON_MALFORMED keys/signing-key.json",
    "mistake TOKEN_SHORT tokens/local.token",
    "mistake JSON_MALFORMED agreements/notes.txt",
  ],
};
