import { FOLDER, readTextPart } from "@safepassage/agency/node";
import { isJsonObject, type JsonObject, ProtocolError, parseJson } from "@safepassage/core";
import { GatewayError } from "../http/gateway-error.ts";
import { type RunningRecord, readRunning } from "./running-record.ts";

/** A gateway that runs, and what it says of itself. */
export interface RunningGateway {
  readonly record: RunningRecord;
  /** What its local `/health` answered. */
  readonly health: JsonObject;
}

/**
 * Asks the gateway that runs in a folder how it is, with the token of the folder. The token goes to no program but one
 * that has written itself down in the folder and is still there.
 *
 * @returns `undefined` if none runs, or it does not answer within six seconds.
 */
export async function askGateway(folder: string): Promise<RunningGateway | undefined> {
  const record = readRunning(folder);
  const { value: token } = readTextPart(folder, `${FOLDER.tokens}/local.token`);
  if (record === undefined || token === undefined) return undefined;
  try {
    const response = await fetch(`${record.localUrl}/health`, {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    const health = parseJson(await response.text(), { maxLength: 262_144, maxDepth: 8 });
    if (!isJsonObject(health) || typeof health["status"] !== "string") return undefined;
    return { record, health };
  } catch {
    // Refused, not in time, or no gateway: for whoever asks it is all the same.
    return undefined;
  }
}

/**
 * Posts a request to a local route of a gateway that runs, and returns its answer.
 *
 * @throws {@link GatewayError} `GATEWAY_NOT_RUNNING` if it does not answer; ProtocolError with the code of a refusal.
 */
export async function askLocal(
  folder: string,
  { localUrl }: RunningRecord,
  path: string,
  body: object,
): Promise<JsonObject> {
  const { value: token = "" } = readTextPart(folder, `${FOLDER.tokens}/local.token`);
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const init = { method: "POST", headers, body: JSON.stringify(body) };
  const response = await fetch(localUrl + path, {
    ...init,
    signal: AbortSignal.timeout(WORK_MS),
  }).catch((cause: unknown) => {
    throw new GatewayError("GATEWAY_NOT_RUNNING", "it does not answer", { cause });
  });
  const answer = parseJson(await response.text(), { maxLength: 1_048_576, maxDepth: 16 });
  if (response.ok && isJsonObject(answer)) return answer;
  const { code, title, hint } = (isJsonObject(answer) ? answer : {}) as Readonly<
    Record<string, string>
  >;
  if (code === undefined)
    throw new GatewayError("GATEWAY_NOT_RUNNING", `status ${response.status}`);
  throw new ProtocolError(
    code,
    { fault: "caller", title: title ?? "", hint: hint ?? "", spec: "" },
    "the gateway refused it",
  );
}

/**
 * {@link askGateway}, again and again until the gateway is ready.
 *
 * @param waitMs - Most milliseconds to wait; then what was answered last counts.
 * @throws {@link GatewayError} `GATEWAY_NOT_RUNNING`.
 */
export async function askUntilReady(folder: string, waitMs: number): Promise<RunningGateway> {
  const end = performance.now() + waitMs;
  for (;;) {
    const running = await askGateway(folder);
    const isOver = performance.now() >= end;
    if (running !== undefined && (isOver || running.health["status"] === "ready")) return running;
    if (isOver) throw new GatewayError("GATEWAY_NOT_RUNNING", "none has written itself down there");
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

/** Longer than a gateway waits for its store before it says that it is away. */
const ANSWER_MS = 6000;
const WORK_MS = 60_000;
const PAUSE_MS = 200;
