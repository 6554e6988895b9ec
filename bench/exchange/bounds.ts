/** What bounds an exchange from below: servers that do less than a gateway. */
import { generateKeyPairSync, type JsonWebKey, type KeyObject, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { draftRequests } from "./drafts.ts";
import { end, post, type Started, start } from "./processes.ts";
import type { Subject } from "./run.ts";

/** Posts sealed octets of real messages between two bare servers. */
export function openFloor(): Promise<Subject> {
  return openServers(async (folder, begin) => {
    const sealed = join(folder, "sealed.json");
    writeFileSync(sealed, JSON.stringify(samplePackages()));
    const { url: next } = await begin("floor.ts", { file: join(folder, "taken"), sealed });
    return begin("floor.ts", { file: join(folder, "sent"), sealed, next });
  });
}

/** Does what the protocol prescribes for an exchange, and no more: see `prescribed/server.ts`. */
export function openPrescribed(): Promise<Subject> {
  return openServers(async (folder, begin) => {
    const [sender, recipient] = [makeKeys(), makeKeys()];
    const program = "prescribed/server.ts";
    const { url: next } = await begin(program, {
      ...{ file: join(folder, "taken.db"), ...recipient.own, ...sender.others },
    });
    const file = join(folder, "sent.db");
    return begin(program, { file, ...sender.own, ...recipient.others, next });
  });
}

/** @param open - Starts the servers, and returns the one that sends. */
async function openServers(
  open: (folder: string, begin: typeof start) => Promise<Started>,
): Promise<Subject> {
  const folder = mkdtempSync(join(tmpdir(), "safepassage-floor-"));
  const servers: Started[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(servers.map(end));
    rmSync(folder, { recursive: true });
  };
  try {
    const sending = await open(folder, async (program, argument) => {
      const server = await start(program, argument);
      servers.push(server);
      return server;
    });
    const drafts = draftRequests();
    const one = async (): Promise<void> => {
      const { value: draft } = drafts.next();
      const body = JSON.stringify({ draft, mode: "minimise" });
      const { status, text } = await post(`${sending.url}/v1/messages`, body);
      if (status !== 201) throw new Error(`${status} ${text}`);
    };
    return { servers, one, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Octets of the size that sealed referrals have: they are padded to 8, 16 or 32 KiB before they are sealed. */
const samplePackages = (): readonly string[] =>
  Array.from({ length: 50 }, (_, turn) =>
    randomBytes(turn % 5 === 0 ? 12_300 : 6_200).toString("base64url"),
  );

/** The keys of one side, as it and as the other side is told them. */
function makeKeys() {
  const [signing, opening] = [generateKeyPairSync("ed25519"), generateKeyPairSync("x25519")];
  return {
    own: { signing: jwkOf(signing.privateKey), opening: jwkOf(opening.privateKey) },
    others: { otherSigning: jwkOf(signing.publicKey), otherOpening: jwkOf(opening.publicKey) },
  };
}

const jwkOf = (key: KeyObject): JsonWebKey => key.export({ format: "jwk" });
