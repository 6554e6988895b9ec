import { FOLDER, readTextPart } from "@safepassage/agency/node";
import { isJsonObject, type JsonObject, parseJson } from "@safepassage/core";
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
 * @returns `undefined` if none runs, or it does not answer within three seconds.
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

const ANSWER_MS = 3000;
const PAUSE_MS = 200;
