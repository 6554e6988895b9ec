import { randomBytes } from "node:crypto";
import { readText, soundFetch } from "@safepassage/agency";
import { FOLDER, isStoreHeld, readAgencyParts, readTextPart } from "@safepassage/agency/node";
import { isJsonObject, type JsonObject, ProtocolError, parseJson } from "@safepassage/core";
import { GatewayError } from "../http/gateway-error.ts";
import { proofOf } from "../http/tokens.ts";
import { requireAgency } from "./require-agency.ts";
import { type RunningRecord, readRunning } from "./running-record.ts";

/** Where a gateway answers its own agency, and the rest of what it wrote down. */
export type Whereabouts = Pick<RunningRecord, "localUrl"> & Partial<RunningRecord>;

/** A gateway that runs, and what it says of itself. */
export interface RunningGateway {
  /** Where it runs. What it could not write down, as on a full disk, is left out. */
  readonly record: Whereabouts;
  /** What its `/v1/health` answered. */
  readonly health: JsonObject;
}

/**
 * Asks the gateway that runs in a folder how it is, with the token of the folder. One that is not written down there is looked
 * for at the local port of the configuration. The token goes to no program but one that has proved to have it.
 *
 * @returns `undefined` if none runs, or it does not answer within six seconds.
 */
export async function askGateway(folder: string): Promise<RunningGateway | undefined> {
  const found = await find(folder);
  return typeof found === "string" ? undefined : found;
}

/** {@link askGateway}, or why none was found. */
async function find(folder: string): Promise<RunningGateway | string> {
  const written = readRunning(folder);
  const record = written ?? expectedIn(folder);
  if (record === undefined) return NOBODY;
  const who = written && `process ${written.pid} at ${written.localUrl} is written down there, and`;
  try {
    const how = { ms: ANSWER_MS, ...(written === undefined && { proofMs: GUESS_MS }) };
    const response = await askProved(folder, `${record.localUrl}/v1/health`, how);
    const health = parseJson(await response.text(), { maxLength: 262_144, maxDepth: 8 });
    if (isJsonObject(health) && typeof health["status"] === "string") {
      // One that was just starting may have written itself down meanwhile.
      return { record: readRunning(folder) ?? record, health };
    }
  } catch (error) {
    if (error instanceof GatewayError) return who ? `${who} ${error.message}` : error.message;
    // Refused, not in time, or no gateway.
  }
  // A gateway that was killed stays written down.
  return who ? `${who} does not answer` : NOBODY;
}

/**
 * Sends a request to the local API of a gateway that runs, and returns its answer, which may be empty. It has to prove its
 * token too.
 *
 * @param body - Is posted. Without it the request is a GET.
 * @throws {@link GatewayError} `GATEWAY_NOT_RUNNING` if it does not answer; ProtocolError with the code of a refusal.
 */
export async function askLocal(
  folder: string,
  { localUrl }: Whereabouts,
  path: string,
  body?: object,
): Promise<JsonObject> {
  const how = { ms: WORK_MS, ...(body !== undefined && { body: JSON.stringify(body) }) };
  const response = await askProved(folder, localUrl + path, how).catch(notRunning(SILENT));
  if (response.status === 204) return {};
  // It may end, or be out of time, in the middle of its answer.
  const text = await response.text().catch(notRunning(CUT));
  const answer = parseJson(text, { maxLength: 1_048_576, maxDepth: 16 });
  if (response.ok && isJsonObject(answer)) return answer;
  const problem = isJsonObject(answer) ? answer : {};
  const { code, title, hint } = problem as Readonly<Record<string, string>>;
  if (code === undefined)
    throw new GatewayError("GATEWAY_NOT_RUNNING", `status ${response.status}`);
  const refused = new ProtocolError(
    code,
    { fault: "caller", title: title ?? "", hint: hint ?? "", spec: "" },
    "the gateway refused it",
  );
  const { issues } = problem;
  throw Array.isArray(issues) ? Object.assign(refused, { issues }) : refused;
}

/** Makes a failure of the connection a refusal. */
const notRunning =
  (why: string) =>
  (cause: unknown): never => {
    if (cause instanceof GatewayError) throw cause;
    throw new GatewayError("GATEWAY_NOT_RUNNING", why, { cause });
  };

/**
 * {@link askGateway}, again and again until the gateway is ready.
 *
 * @param waitMs - Most milliseconds to wait; then what was answered last counts.
 * @throws {@link GatewayError} `GATEWAY_NOT_RUNNING`; AgencyError `AGENCY_FOLDER_INVALID` for a folder without an agency.
 */
export async function askUntilReady(folder: string, waitMs: number): Promise<RunningGateway> {
  const end = performance.now() + waitMs;
  for (;;) {
    const found = await find(folder);
    const isOver = performance.now() >= end;
    const isFound = typeof found !== "string";
    if (!isFound) requireAgency(folder);
    if (isFound && (isOver || found.health["status"] === "ready")) return found;
    if (isOver)
      throw new GatewayError(
        "GATEWAY_NOT_RUNNING",
        `${found}${found === NOBODY ? startingIn(folder) : ""}`,
      );
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

/** Whether a gateway may be on its way, as while it brings the tables of a large database up to date. */
function startingIn(folder: string): string {
  const config = readAgencyParts(folder).config.value;
  if (config === undefined || !isStoreHeld(folder, config)) return "";
  return ", but a program works with its database: a gateway that starts, or a command";
}

/** Where a gateway of the folder would be that has found no room to write itself down. */
function expectedIn(folder: string): Whereabouts | undefined {
  const port = readAgencyParts(folder).config.value?.gateway?.local.port ?? 0;
  return port === 0 ? undefined : { localUrl: `http://127.0.0.1:${port}` };
}

/** Sends a request with the token of the folder, once whoever is at its address has proved to have that token. */
async function askProved(
  folder: string,
  url: string,
  {
    ms,
    proofMs = ms,
    body,
  }: { readonly ms: number; readonly proofMs?: number; readonly body?: string },
): Promise<Response> {
  const { value: token } = readTextPart(folder, `${FOLDER.tokens}/local.token`);
  if (token === undefined) throw new GatewayError("GATEWAY_NOT_RUNNING", NO_TOKEN);
  const signal = AbortSignal.timeout(ms);
  const { origin } = new URL(url);
  const nonce = randomBytes(32).toString("base64url");
  const inTime = AbortSignal.any([signal, AbortSignal.timeout(proofMs)]);
  const asked = new Request(`${origin}/proof?nonce=${nonce}`, { redirect: "error" });
  const answer = await soundFetch(asked, { signal: inTime });
  const given = parseJson(await readText(answer, MAX_PROOF, inTime), { maxDepth: 2 });
  if (!isJsonObject(given) || given["proof"] !== proofOf(token, origin, nonce)) {
    throw new GatewayError("GATEWAY_NOT_RUNNING", OTHER_TOKEN);
  }
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const post = body === undefined ? {} : { method: "POST", body };
  return soundFetch(new Request(url, { headers, ...post, redirect: "error" }), { signal });
}

const NOBODY = "none has written itself down there, and none answers at the local port";
const SILENT = "it does not answer";
const CUT =
  "it has not answered to the end: see whether what it was asked for is done before you ask again";
const NO_TOKEN = `cannot be asked: ${FOLDER.tokens}/local.token is not there, or cannot be read`;
const OTHER_TOKEN =
  `whoever answers there has another token than ${FOLDER.tokens}/local.token: another program, or a ` +
  "gateway that has not taken that file yet; it does so within five seconds, and its log says if it does not";
const MAX_PROOF = 1024;
/** Longer than a gateway waits for its store before it says that it is away. */
const ANSWER_MS = 6000;
/** For the proof of one that is only supposed to be there: mostly another program has the port. */
const GUESS_MS = 1000;
const WORK_MS = 60_000;
const PAUSE_MS = 200;
