import { cpSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeTestExchange, openAgency } from "@safepassage/agency/node";
import { ProtocolError, systemClock } from "@safepassage/core";
import { withKeyLock } from "../src/keys/key-lock.ts";
import { addGateway, askUntilReady, makeNextKey, runGateway, useNextKey } from "../src/node.ts";
import { type Folders, makeFolders } from "./gateway-folder.ts";

/** Works in the folders of two agencies that have gateways. Returns the code of what was thrown. */
const folders = (work: (folders: Folders) => unknown) => async (): Promise<string | undefined> => {
  const made = makeFolders();
  try {
    await work(made);
    return undefined;
  } catch (error) {
    return error instanceof ProtocolError ? error.code : String(error);
  } finally {
    rmSync(made.root, { recursive: true });
  }
};

const HOW = { fetch, clock: systemClock };

/** Codes of what is wrong in the folder of an agency, or of a gateway that runs out of one. */
export const OF_FOLDERS: Readonly<Record<string, () => Promise<string | undefined>>> = {
  AGENCY_FOLDER_EXISTS: folders(({ root }) => makeTestExchange(root)),
  AGENCY_FOLDER_INVALID: folders(({ root }) => openAgency(root)),
  GATEWAY_OFFICER_KEY_DIFFERS: folders(async ({ b, c }) => {
    await (await openAgency(b)).close();
    cpSync(join(c, "keys/officer.key"), join(b, "keys/officer.key"));
    await openAgency(b);
  }),
  GATEWAY_SETUP_INVALID: folders(({ b }) => {
    writeFileSync(join(b, "agency.json"), "{");
    return runGateway(b, { write: () => {} });
  }),
  GATEWAY_EXISTS: folders(({ b }) =>
    addGateway(b, { gateway: { listen: { port: 0 }, local: { port: 0 } } }),
  ),
  GATEWAY_NOT_RUNNING: folders(({ b }) => askUntilReady(b, 0)),
  GATEWAY_KEYS_IN_USE: folders(({ b }) => withKeyLock(b, 0, () => makeNextKey(b, "Ed25519"))),
  GATEWAY_NEXT_KEY_EXISTS: folders(({ b }) => {
    makeNextKey(b, "Ed25519");
    makeNextKey(b, "Ed25519");
  }),
  GATEWAY_NEXT_KEY_MISSING: folders(({ b }) => useNextKey(b, HOW)),
  GATEWAY_NEXT_KEY_UNLISTED: folders(({ b }) => {
    makeNextKey(b, "Ed25519");
    return useNextKey(b, HOW);
  }),
};
