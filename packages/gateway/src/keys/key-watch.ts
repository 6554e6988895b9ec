import type { LogEvent } from "@safepassage/agency";
import { FOLDER, findIdentityFault, readSigningKey } from "@safepassage/agency/node";
import type { Clock } from "@safepassage/core";
import { type AgencyRegistry, createSigner, type PrivateJwk } from "@safepassage/trust";
import { type Finding, finding, raise } from "../findings/finding.ts";
import { GatewayError } from "../http/gateway-error.ts";
import type { RollingSigner } from "../signer/rolling-signer.ts";
import { stampOf, takeNextKey } from "./key-files.ts";

/** Follows the signing keys in the folder of a gateway that runs. */
export interface KeyWatch {
  /** Looks at the files and the registry, and signs with another key from now on if it is time for it. */
  look(): void;
  /** What a person should know of the keys. */
  findings(): readonly Finding[];
}

interface WatchOptions {
  readonly entity: string;
  readonly signer: RollingSigner;
  /** The registry that is used now. It may throw. */
  readonly registry: () => AgencyRegistry;
  readonly clock: Clock;
  readonly log: (event: LogEvent) => void;
  /**
   * Milliseconds that the next key waits after the registry has it in force, so that partners have that registry too.
   * Without effect if the present key is not in force any more.
   */
  readonly settleMs: number;
}

/**
 * Watches the signing keys of a folder.
 *
 * The next key takes the place of the present one by itself, once the registry has it in force. A person can put it
 * there earlier (`gateway keys use`): the file is what counts, and another key in it is taken as soon as the registry has
 * it in force.
 */
export function createKeyWatch(folder: string, options: WatchOptions): KeyWatch {
  const { entity, signer, registry, clock, log, settleMs } = options;
  /** Of what was looked at last. The key that is in use was read before the start, which may have taken hours. */
  let stamp: string | undefined;
  /** What stands in the place of the present key, and is not taken. */
  let refused: readonly Finding[] = [];
  /** What stands in the place of the next key, and is none. */
  let unusable: readonly Finding[] = [];
  /** Since when the registry has had the next key in force, as seen here. */
  let listed: { readonly kid: string; readonly since: number } | undefined;

  const isInForce = (held: AgencyRegistry, kid: string): boolean =>
    findIdentityFault(held, { entity, kid, at: clock.now() }) === undefined;
  const roll = (key: PrivateJwk): void => {
    signer.roll(createSigner(key));
    signer.next = undefined;
    refused = [];
    log({ event: "signingKeyChanged", ref: key.kid });
  };
  const refuse = (findings: readonly Finding[]): void => {
    if (isNews(refused, findings)) log({ event: "signingKeyRefused", code: findings[0].code });
    refused = findings;
  };
  /** A person, or the command, has put another key there. */
  const lookAtCurrent = (held: AgencyRegistry): void => {
    const seen = stampOf(folder, FOLDER.signingKey);
    if (seen === stamp && refused.length === 0) return;
    const { value: key, faults } = readSigningKey(folder, FOLDER.signingKey);
    if (key === undefined) {
      refuse(raise(faults, "warning"));
      return;
    }
    if (key.kid === signer.kid) refused = [];
    else if (isInForce(held, key.kid)) roll(key);
    else refuse([finding("KEY_NOT_TAKEN", FOLDER.signingKey)]);
    stamp = seen;
  };
  const lookAtNext = (held: AgencyRegistry): void => {
    const { value: next, faults } = readSigningKey(folder, FOLDER.nextKey);
    const wrong = raise(
      faults.filter(({ code }) => code !== "FILE_MISSING"),
      "warning",
    );
    if (isNews(unusable, wrong)) log({ event: "nextKeyRefused", code: wrong[0].code });
    unusable = wrong;
    signer.next = next?.kid;
    if (next === undefined || refused.length > 0 || !isInForce(held, next.kid)) {
      listed = undefined;
      return;
    }
    const now = performance.now();
    if (listed?.kid !== next.kid) listed = { kid: next.kid, since: now };
    const mustWait = isInForce(held, signer.kid) && now - listed.since < settleMs;
    if (mustWait || !takes(folder, next)) return;
    stamp = stampOf(folder, FOLDER.signingKey);
    roll(next);
  };

  return {
    look() {
      let held: AgencyRegistry;
      try {
        held = registry();
      } catch {
        // Without a registry nobody knows which key is in force. Readiness tells that.
        return;
      }
      lookAtCurrent(held);
      lookAtNext(held);
    },
    findings: () => [...refused, ...unusable],
  };
}

/** Whether there is something to tell, and nobody was told it before. */
const isNews = (
  before: readonly Finding[],
  now: readonly Finding[],
): now is readonly [Finding, ...Finding[]] =>
  now[0] !== undefined && now[0].code !== before[0]?.code;

/** Takes the next key, unless another program is changing the keys: then the next look does. */
function takes(folder: string, next: PrivateJwk): boolean {
  try {
    return takeNextKey(folder, next, 0);
  } catch (error) {
    if (error instanceof GatewayError && error.code === "GATEWAY_KEYS_IN_USE") return false;
    throw error;
  }
}
