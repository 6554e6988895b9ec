import { AgencyError, type AgencyErrorCode } from "@safepassage/agency";
import { FOLDER, type FolderFault, type StoreView } from "@safepassage/agency/node";
import { errorCode } from "@safepassage/core";
import { type Finding, type FindingCode, finding, raise } from "../findings/finding.ts";
import { judgeRoom } from "../findings/judge-room.ts";
import { storePlace } from "../findings/store-place.ts";
import { type Check, found, lacks } from "./check.ts";

/** The version of Node. */
export const checkNode: Check = {
  name: "node",
  look() {
    const { version } = process;
    const isOld = Number(/^v(\d+)/.exec(version)?.[1]) < OLDEST_NODE;
    return found(isOld ? [finding("NODE_TOO_OLD", "node")] : [], version);
  },
};

/** Whether the database is there or can be made, and is one of this program. */
export const checkDatabase: Check = {
  name: "database",
  look({ folder, config, store, isHeld, running, isStarting }) {
    if (config.value === undefined) return lacks(FOLDER.config);
    if (store === undefined) return lacks(FOLDER.config);
    const isServer = config.value.store?.engine === "postgres";
    let where = storePlace(isServer);
    if (store instanceof AgencyError) {
      const { code, title, hint, details, cause } = store;
      // Files that the configuration names have faults of their own.
      const faults = details["faults"] as readonly FolderFault[] | undefined;
      if (isServer && typeof details["member"] === "string")
        where = { file: FOLDER.config, place: `/store/${details["member"]}` };
      const fault = {
        code,
        ...where,
        sentence: `${title}${isServer ? whyOf(cause) : ""}.`,
        fix: hint,
      };
      return found(raise(faults ?? [fault], PASSING.has(code) ? "waiting" : "mistake"));
    }
    const full = judgeRoom(folder, isServer);
    // A gateway that starts waits for it itself.
    if (isHeld && running === undefined && !isStarting) {
      return found([...full, finding("STORE_HELD", FOLDER.database)]);
    }
    const told = (code: FindingCode): Finding => ({ ...finding(code, where.file), ...where });
    const risks = (store.risks ?? []).map((risk) => told(OF_RISKS[risk]));
    if (store.state === "absent") {
      return found([...full, ...risks], "is made when the gateway starts");
    }
    const earlier = store.isEarlier ? [told("DATABASE_EARLIER")] : [];
    return found([...full, ...earlier, ...risks], `tables of version ${store.version}`);
  },
};

/** What the server or the connection to it has said: a code, since its words may repeat values. */
const whyOf = (cause: unknown): string =>
  cause instanceof Error && "code" in cause ? ` (${errorCode(cause)})` : "";

/** A server may be back or lead again, a disk get room and another program end without a person who mends the folder. */
const PASSING: ReadonlySet<string> = new Set<AgencyErrorCode>([
  ...(["GATEWAY_STORE_AWAY", "GATEWAY_STORE_FULL", "GATEWAY_STORE_IN_USE"] as const),
  "GATEWAY_STORE_READ_ONLY",
]);
/** What is said of settings of a database server. */
const OF_RISKS = {
  pagesTorn: "DATABASE_PAGES_TORN",
  valuesLogged: "DATABASE_VALUES_LOGGED",
} as const satisfies Readonly<Record<NonNullable<StoreView["risks"]>[number], FindingCode>>;
const OLDEST_NODE = 24;
