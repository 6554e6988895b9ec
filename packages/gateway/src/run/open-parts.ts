import { join } from "node:path";
import type { AgencyStore, Fetch } from "@safepassage/agency";
import {
  createTextSource,
  FOLDER,
  openEpochFile,
  openRegistryCopy,
  type RegistrySource,
  readRegistryText,
} from "@safepassage/agency/node";
import type { Clock } from "@safepassage/core";
import { createSigner } from "@safepassage/trust";
import { needPart } from "../check/need-part.ts";
import type { Subject } from "../check/subject.ts";
import { tokensOf } from "../check/tokens.ts";
import { createRollingSigner } from "../signer/rolling-signer.ts";
import type { OwnFiles } from "./own-files.ts";

/** Takes out of a folder that was found sound what a gateway is made from. */
export function openParts(folder: string, subject: Subject) {
  const config = needPart(subject.config);
  const { gateway: settings, tls, client, tokens, pages } = subject;
  if (settings === undefined) throw new TypeError("a folder without a gateway was found sound");
  const { entity, registryMaxAgeDays, backupDays } = config;
  return {
    config,
    settings,
    tls: tls && needPart(tls),
    client: client && needPart(client),
    verifier: needPart(subject.registryKey),
    signer: createRollingSigner(createSigner(needPart(subject.signingKey))),
    agreements: needPart(subject.agreements),
    tokens: tokensOf(tokens),
    /** What the gateway takes as it is. */
    own: {
      entity,
      epochs: openEpochFile(join(folder, FOLDER.epochs)),
      officerKey: needPart(subject.officerKey),
      ...(registryMaxAgeDays !== undefined && { registryMaxAgeDays }),
      ...(backupDays !== undefined && { backupDays }),
      ...(pages && { pages: needPart(pages) }),
    },
  };
}

type Parts = ReturnType<typeof openParts>;

/**
 * Opens the registry where `agency.json` says that it is. It is kept in the folder too, for a start while it cannot be
 * had from there.
 */
export function openRegistry(
  folder: string,
  { config: { registry }, verifier }: Pick<Parts, "config" | "verifier">,
  how: {
    readonly store: AgencyStore;
    readonly clock: Clock;
    readonly fetch: Fetch;
    readonly files: OwnFiles;
    /** What the check has read just now. */
    readonly registryText?: string | undefined;
  },
): RegistrySource {
  const { fetch, registryText, files, ...options } = how;
  const copy = openRegistryCopy(folder);
  return createTextSource(() => readRegistryText(folder, registry, fetch), verifier, {
    ...options,
    ...(registryText !== undefined && { registryText }),
    onError: (error) => files.failed(FOLDER.registryCopy, error),
    copy: {
      ...copy,
      write(text) {
        copy.write(text);
        files.written(FOLDER.registryCopy);
      },
    },
  });
}
