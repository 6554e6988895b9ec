import { renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Folders } from "./gateway-folder.ts";

const at = ({ b }: Folders, name: string): string => join(b, "keys/contents", name);

/** What becomes of the keys of contents of a folder whose gateway was open before, and what the check then says of them. */
export const CONTENT_KEY_CASES: Readonly<
  Record<string, readonly [(folders: Folders) => void, ...string[]]>
> = {
  "another key-encryption key": [
    (made) => writeFileSync(at(made, "key-encryption.key"), "0123456789abcdef0123456789abcdef"),
    "mistake GATEWAY_KEYS_DIFFER keys/contents/key-encryption.key",
  ],
  "a key-encryption key of another length": [
    (made) => truncateSync(at(made, "key-encryption.key"), 31),
    "mistake GATEWAY_KEYS_DIFFER keys/contents/key-encryption.key",
  ],
  "no key-encryption key": [
    (made) => rmSync(at(made, "key-encryption.key")),
    "mistake GATEWAY_KEYS_MISSING keys/contents/key-encryption.key",
  ],
  "no keys of messages": [
    (made) => rmSync(at(made, "message-keys.db")),
    "mistake GATEWAY_KEYS_MISSING keys/contents/message-keys.db",
  ],
  "keys of messages that are none": [
    (made) => writeFileSync(at(made, "message-keys.db"), "no database ".repeat(1000)),
    "mistake GATEWAY_STORE_UNREADABLE keys/contents/message-keys.db",
  ],
  "an empty file of keys": [
    (made) => truncateSync(at(made, "message-keys.db"), 0),
    "mistake GATEWAY_KEYS_MISSING keys/contents/message-keys.db",
  ],
  "the keys of another agency": [
    ({ b, c }) => {
      rmSync(join(b, "keys/contents"), { recursive: true });
      renameSync(join(c, "keys/contents"), join(b, "keys/contents"));
    },
    "mistake GATEWAY_KEYS_DIFFER keys/contents/message-keys.db",
  ],
  "no keys at all": [
    ({ b }) => rmSync(join(b, "keys/contents"), { recursive: true }),
    "mistake GATEWAY_KEYS_MISSING keys/contents/message-keys.db",
    "mistake GATEWAY_KEYS_MISSING keys/contents/key-encryption.key",
  ],
  "a journal that is none": [
    (made) => writeFileSync(at(made, "erasures.log"), `${"no journal ".repeat(10)}\n`),
    "mistake GATEWAY_STORE_UNREADABLE keys/contents/erasures.log",
  ],
};
