import { type AgencyContext, AgencyError, readEarlierState } from "@safepassage/agency";
import { FOLDER } from "@safepassage/agency/node";
import { toInstant } from "@safepassage/core";
import { type Finding, finding, raise } from "../findings/finding.ts";
import { judgeInForce } from "../findings/judge-agreements.ts";
import { judgeEndpoint, judgeIdentity } from "../findings/judge-identity.ts";
import { judgeClock, judgeRegistry } from "../findings/judge-standing.ts";
import { storePlace } from "../findings/store-place.ts";
import { toStoreError } from "../operate/store-error.ts";
import { nextOf } from "../signer/rolling-signer.ts";
import { inTime } from "./in-time.ts";

/** Whether a gateway can do all of its work now, and what stands in the way. */
export interface Readiness {
  readonly status: "ready" | "notReady";
  /** Why it is not ready; empty if it is. */
  readonly reasons: readonly Finding[];
  /** What a person should look at, although it is ready. */
  readonly warnings: readonly Finding[];
}

type Judged = Pick<
  AgencyContext,
  | "self"
  | "signer"
  | "store"
  | "registryView"
  | "registryHeld"
  | "agreements"
  | "clock"
  | "clockWatch"
  | "onError"
>;

/**
 * Looks whether a gateway is ready. However many ask at once, it looks once. A store that does not answer is waited for by
 * the look, not by who asks: they are told within three seconds that it is away.
 *
 * @param watch - What else is found by whoever runs it, such as a certificate that is over.
 * @see `docs/spec/gateway.md#readiness`
 */
export async function readinessOf(
  context: Judged,
  watch: () => readonly Finding[],
): Promise<Readiness> {
  const looking = underWay.get(context) ?? look(context);
  const found = await inTime(
    looking,
    toldOf(context, new AgencyError("GATEWAY_STORE_AWAY", "no answer")),
  );
  const findings = [...found, ...judgeStanding(context), ...watch()];
  const reasons = findings.filter(({ level }) => level !== "warning");
  const warnings = findings.filter(({ level }) => level === "warning");
  return { status: reasons.length === 0 ? "ready" : "notReady", reasons, warnings };
}

/** Looks at the store, and at the clock, which the store remembers. */
function look(context: Judged): Promise<readonly Finding[]> {
  const looking = Promise.all([judgeStore(context), judgeTime(context)])
    // What fails for both is told once.
    .then((found) => [...new Map(found.flat().map((one) => [one.code, one])).values()])
    .finally(() => underWay.delete(context));
  underWay.set(context, looking);
  return looking;
}

/** Looks that have not ended, by the gateway that they are at. */
const underWay = new WeakMap<Judged, Promise<readonly Finding[]>>();

/** Whether the store takes what comes and gives what it has. Whatever it throws keeps the gateway from working. */
async function judgeStore(context: Judged): Promise<readonly Finding[]> {
  const { store } = context;
  try {
    const isFull = await store.isFull?.();
    const found = isFull ? full(context, isFull === "keys") : [];
    const earlier = await store.transaction(readEarlierState);
    if (earlier === undefined) return found;
    const where = placeIn(context);
    return [...found, { ...finding("DATABASE_EARLIER", where.file), ...where }];
  } catch (error) {
    return failureOf(context, error);
  }
}

function failureOf(context: Judged, error: unknown): readonly Finding[] {
  // What has no code of ours says nothing: its cause stands in the log alone.
  if (!(error instanceof AgencyError)) context.onError(error);
  return toldOf(context, toStoreError(error));
}

function toldOf(context: Judged, { code, title, hint }: AgencyError): readonly Finding[] {
  if (code === "GATEWAY_STORE_FULL") return full(context);
  const fault = { code, ...placeIn(context), sentence: `${title}.`, fix: hint };
  return raise([fault], "waiting");
}

/** A file that has no room is on the disk of the folder that it lies in. */
function full(context: Judged, isOfKeys = false): readonly Finding[] {
  const { isOnServer } = context.store;
  const folder = { file: isOfKeys ? FOLDER.contentKeys : FOLDER.state };
  const where = isOnServer && !isOfKeys ? placeIn(context) : folder;
  return [{ ...finding("STORE_FULL", where.file), ...where }];
}

const placeIn = ({ store }: Judged) => storePlace(store.isOnServer === true);

/** Registry, identity, agreements: what is judged by the registry is judged only by one that may be used. */
function judgeStanding(context: Judged): readonly Finding[] {
  const { self, signer, clock } = context;
  const view = context.registryView();
  if (view.state !== "current") return judgeRegistry(view);
  const at = clock.now();
  const held = context.registryHeld();
  const inForce = context.agreements().inForce(toInstant(at).slice(0, 10));
  const identity = { entity: self, kid: signer.kid, at };
  return [
    ...judgeIdentity(held, identity, { next: nextOf(signer), hasRun: true }),
    ...judgeEndpoint(held, self),
    ...judgeInForce(inForce, self),
  ];
}

async function judgeTime(context: Judged): Promise<readonly Finding[]> {
  try {
    return judgeClock(await context.clockWatch.view(), placeIn(context));
  } catch (error) {
    return failureOf(context, error);
  }
}
