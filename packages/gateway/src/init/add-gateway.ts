import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import {
  type Fetch,
  type GatewayConfig,
  parseAgencyConfig,
  type StoreConfig,
} from "@safepassage/agency";
import {
  FOLDER,
  faultsOf,
  folderInvalid,
  makeFolder,
  readAgencyParts,
  replaceFile,
  writeNew,
} from "@safepassage/agency/node";
import { ProtocolError } from "@safepassage/core";
import { readRegistryPart } from "../check/registry-part.ts";
import { TOKEN_FILES } from "../check/tokens.ts";
import { GatewayError } from "../http/gateway-error.ts";

/** What `agency.json` gains with a gateway. */
export interface NewGateway {
  readonly gateway: GatewayConfig;
  readonly store?: StoreConfig;
}

/**
 * Adds a gateway to the folder of an agency: how it runs, in `agency.json`, and its three tokens. Nothing is replaced, and
 * if something fails the folder is as it was.
 *
 * @returns The files that were made or changed.
 * @throws {@link GatewayError} `GATEWAY_EXISTS`; AgencyError `AGENCY_FOLDER_INVALID`, with each place that is wrong.
 */
export function addGateway(folder: string, added: NewGateway): readonly string[] {
  const { config } = readAgencyParts(folder);
  if (config.value === undefined) throw folderInvalid(config.faults);
  if (config.value.gateway !== undefined) {
    throw new GatewayError("GATEWAY_EXISTS", `${FOLDER.config}/gateway is there`);
  }
  const tokens = Object.values(TOKEN_FILES);
  const there = tokens.find((file) => existsSync(join(folder, file)));
  if (there !== undefined) throw new GatewayError("GATEWAY_EXISTS", `${there} is there`);
  const whole = parsed({ ...config.value, ...added });
  const place = join(folder, FOLDER.tokens);
  const madePlace = makeFolder(place);
  const made: string[] = [];
  try {
    chmodSync(place, 0o700);
    for (const file of tokens) {
      writeToken(folder, file);
      made.push(file);
    }
    replaceFile(join(folder, FOLDER.config), `${JSON.stringify(whole, null, 2)}\n`);
  } catch (error) {
    for (const file of made) rmSync(join(folder, file), { force: true });
    if (madePlace && readdirSync(place).length === 0) rmdirSync(place);
    throw error;
  }
  return [FOLDER.config, ...tokens];
}

/** @throws {@link GatewayError} `GATEWAY_EXISTS` if the file is there: another command may add a gateway just now. */
function writeToken(folder: string, file: string): void {
  const token = `${randomBytes(TOKEN_OCTETS).toString("base64url")}\n`;
  try {
    writeNew(join(folder, file), token);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    throw new GatewayError("GATEWAY_EXISTS", `${file} is there`);
  }
}

/**
 * Finds the port that the registry has for an agency on this machine.
 *
 * @returns `undefined` if it has none, or there is no registry now.
 */
export async function findListedPort(
  folder: string,
  how: { readonly fetch: Fetch; readonly now: Date },
): Promise<number | undefined> {
  const { config, registryKey } = readAgencyParts(folder);
  if (config.value === undefined || registryKey.value === undefined) return undefined;
  const { entity } = config.value;
  const reading = { config: config.value, verifier: registryKey.value, store: undefined, ...how };
  const { value } = await readRegistryPart(folder, reading);
  if (value === undefined || !value.registry.has(entity)) return undefined;
  const { protocol, port } = new URL(value.registry.endpoint(entity) ?? "https://none.test");
  return protocol === "http:" && port !== "" ? Number(port) : undefined;
}

function parsed(whole: object) {
  try {
    return parseAgencyConfig(whole);
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    throw folderInvalid(faultsOf(FOLDER.config, error));
  }
}

const TOKEN_OCTETS = 32;
