import type { Submitted, WithdrawalReach, WithdrawalRequest } from "@safepassage/agency";
import type { Sent, Withdrawn } from "@safepassage/agency/node";
import type { Io } from "../io/command.ts";
import { whileIn } from "../read/read-input.ts";
import { maintain, withAgency } from "../read/with-agency.ts";

/** Who withdraws a consent: the gateway that runs in a folder, or this program where none does. */
export interface Withdrawer {
  /** Whether requests to erase are delivered later. */
  readonly isGateway: boolean;
  reach(request: WithdrawalRequest): Promise<WithdrawalReach>;
  withdraw(request: WithdrawalRequest): Promise<Done>;
}

/** What became of a withdrawal. A gateway tells of its requests to erase only that they are kept. */
export interface Done extends Omit<Withdrawn, "corrections"> {
  readonly corrections: readonly (Pick<Sent, "digest" | "state"> & Partial<Sent>)[];
}

/** The gateway that runs in a folder; `undefined` if none does. */
export async function gatewayIn(io: Io, folder: string): Promise<Withdrawer | undefined> {
  const { askGateway, askLocal } = await import("@safepassage/gateway/node");
  const place = io.place(folder);
  const running = await askGateway(place);
  if (running === undefined) return undefined;
  const ask = <T>(path: string, request: WithdrawalRequest): Promise<T> =>
    whileIn(folder, () => askLocal(place, running.record, path, request)) as Promise<T>;
  return {
    isGateway: true,
    reach: (request) => ask("/v1/withdrawals/preview", request),
    async withdraw(request) {
      const done = await ask<Submitted>("/v1/withdrawals", request);
      const { digest, state, further = [], unsent, untold = [], kept = [] } = done;
      const written = [digest, ...further].filter((one) => !untold.includes(one));
      return unsent
        ? { corrections: [], unsent: written, untold, kept }
        : { corrections: written.map((one) => ({ digest: one, state })), unsent: [], untold, kept };
    },
  };
}

/** What this program works with. */
interface Place {
  readonly folder: string;
  /** The folder of the recipient, if it is on this machine. */
  readonly to: string | undefined;
  /** The value of `--now`. */
  readonly now: string | undefined;
}

/** Lets this program withdraw, in the folder of the agency. What is due is done afterwards. */
export function inFolder<T>(
  io: Io,
  { folder, to, now }: Place,
  work: (withdrawer: Withdrawer) => Promise<T>,
): Promise<T> {
  return withAgency(io, folder, now, (agency) => {
    const run = async (partner?: typeof agency): Promise<T> => {
      const value = await work({
        isGateway: false,
        reach: (request) => whileIn(folder, () => agency.withdrawalReach(request)),
        withdraw: (request) => whileIn(folder, () => agency.withdraw(request, partner)),
      });
      await maintain(io, now, agency, partner);
      return value;
    };
    return to === undefined ? run() : withAgency(io, to, now, run);
  });
}
