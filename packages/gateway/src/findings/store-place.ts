import { FOLDER } from "@safepassage/agency/node";
import type { Finding } from "./finding.ts";

/** Where a person looks for a database: a server stands in the configuration. */
export const storePlace = (isOnServer: boolean): Pick<Finding, "file" | "place"> =>
  isOnServer ? { file: FOLDER.config, place: "/store" } : { file: FOLDER.database };
