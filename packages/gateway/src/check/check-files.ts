import { normalize } from "node:path";
import {
  FOLDER,
  type FolderFault,
  folderFault,
  lookAt,
  openToOthers,
  openToOthersBelow,
  writableByOthers,
} from "@safepassage/agency/node";
import { finding, raise } from "../findings/finding.ts";
import { judgeWritable } from "../findings/judge-writable.ts";
import { type Check, found } from "./check.ts";
import { isToBeInitiated } from "./subject.ts";

/** `agency.json`: its form, and that it has a gateway. */
export const checkConfiguration: Check = {
  name: "configuration",
  look({ config, folder, gateway }) {
    const old = OLD_FILES.flatMap((file) =>
      lookAt(folder, file) === undefined ? [] : [finding("CONFIGURATION_OLD", file)],
    );
    if (config.value === undefined) return found([...raise(config.faults), ...old]);
    const missing =
      gateway === undefined
        ? [finding("GATEWAY_UNCONFIGURED", FOLDER.config, { place: "/gateway" })]
        : [];
    return found([...missing, ...old], config.value.entity);
  },
};

/** Who else may read keys, tokens and state, or change what the gateway relies on, and whether it can write there itself. */
export const checkModes: Check = {
  name: "files",
  look(subject) {
    const { folder, gateway } = subject;
    const { listen, client, metrics, alarms } = gateway ?? {};
    const named = [
      ...[listen?.tls?.key, client?.key],
      ...[metrics?.token, alarms?.mail?.password, alarms?.webhook?.secret],
    ].filter((file) => file !== undefined);
    const secrets = [
      ...FOLDERS.flatMap((name) => openToOthersBelow(folder, name)),
      ...named.flatMap((file) => openToOthers(folder, file)),
    ];
    const authorities = listen?.tls?.clientAuthorities ?? [];
    const faults: readonly FolderFault[] = [
      ...FOLDERS.filter((name) => name !== FOLDER.tokens || !isToBeInitiated(subject)).flatMap(
        (name) => mustBeFolder(folder, name),
      ),
      // What the configuration names may lie among the others.
      ...new Map(secrets.map((fault) => [normalize(fault.file), fault])).values(),
      ...RELIED_ON.concat(authorities).flatMap((file) => writableByOthers(folder, file)),
    ];
    const consents = openToOthers(folder, FOLDER.consents);
    return found([...raise(faults), ...judgeWritable(folder), ...raise(consents, "warning")]);
  },
};

/** The program's own files lie in folders that nobody else may look into. */
function mustBeFolder(folder: string, name: string): readonly FolderFault[] {
  const stats = lookAt(folder, name);
  if (stats === undefined)
    return [folderFault("FILE_MISSING", name, { fix: `mkdir -m 700 ${name}` })];
  if (stats === "unreadable") return [folderFault("FILE_UNREADABLE", name)];
  if (!stats.isDirectory()) return [folderFault("NOT_A_FOLDER", name)];
  return openToOthers(folder, name);
}

/** Of the gateway before there was one file. */
const OLD_FILES = ["config.json"];
const FOLDERS = [FOLDER.keys, FOLDER.tokens, FOLDER.state];
/** Who changes one of these has the gateway trust somebody else. */
const RELIED_ON: readonly string[] = [".", FOLDER.config, FOLDER.registryKey, FOLDER.agreements];
