import { AgencyError, type Fetch, type GatewayConfig } from "@safepassage/agency";
import {
  type AgencyParts,
  FOLDER,
  type FolderFault,
  inspectStore,
  isStoreHeld,
  lookAt,
  lookAtStoreKeys,
  type Part,
  readAgencyParts,
  readPublicKey,
  readSigningKey,
  type StoreView,
} from "@safepassage/agency/node";
import type { PrivateJwk, PublicJwk } from "@safepassage/trust";
import { askGateway, type RunningGateway } from "../ask/ask-gateway.ts";
import type { Pages } from "../console/console-routes.ts";
import { readPages } from "../console/read-pages.ts";
import { toStoreError } from "../operate/store-error.ts";
import { type RegistryPart, readRegistryPart } from "./registry-part.ts";
import { readTlsFiles, type TlsFiles } from "./tls-files.ts";
import { readTokens, type TokenParts } from "./tokens.ts";

/** How a folder is looked at. */
export interface LookOptions {
  readonly fetch: Fetch;
  readonly now: Date;
  /** Whether a gateway is about to start in it: then none may be running there. */
  readonly isStarting: boolean;
  /** The folder with the built pages of the console, if the program has one. */
  readonly consoleFiles?: string | undefined;
}

/** All that the checks look at, read once. */
export interface Subject extends AgencyParts, Pick<LookOptions, "now" | "isStarting"> {
  readonly folder: string;
  readonly gateway: GatewayConfig | undefined;
  readonly publicKey: Part<PublicJwk>;
  /** The key that is to follow, if there is one. */
  readonly nextKey: Part<PrivateJwk> | undefined;
  readonly tokens: TokenParts;
  readonly tls: Part<TlsFiles> | undefined;
  /** The certificate that is shown to partners. */
  readonly client: Part<TlsFiles> | undefined;
  /** The pages of the console; left out where the configuration does not ask for them. */
  readonly pages: Part<Pages> | undefined;
  /** `undefined` if the configuration or the registry's key cannot be read. */
  readonly registry: RegistryPart | undefined;
  /** `undefined` too for a server over a network without TLS: it is not asked. */
  readonly store: StoreView | AgencyError | undefined;
  /** What is wrong with the keys that it is used with: the officer key, and those of its contents. */
  readonly storeKeys: readonly FolderFault[];
  /** Whether a program works with the database now. */
  readonly isHeld: boolean;
  /** The gateway of this folder that runs already. */
  readonly running: RunningGateway | undefined;
}

/**
 * Whether a folder waits for `gateway init`, which makes the tokens. Whoever made one by hand before could not run it any more.
 */
export const isToBeInitiated = ({ folder, config, gateway }: Subject): boolean =>
  config.value !== undefined &&
  gateway === undefined &&
  lookAt(folder, FOLDER.tokens) === undefined;

/** Reads a folder for its checks, whatever is wrong in it. Nothing is made or changed. */
export async function readSubject(folder: string, options: LookOptions): Promise<Subject> {
  const { fetch, now, isStarting } = options;
  const parts = readAgencyParts(folder);
  const config = parts.config.value;
  const verifier = parts.registryKey.value;
  const gateway = config?.gateway;
  const tlsConfig = gateway?.listen.tls;
  const store = config && (await lookIntoStore(folder, config));
  const registry =
    config === undefined || verifier === undefined
      ? undefined
      : readRegistryPart(folder, {
          ...{ config, verifier, fetch, now },
          store: store instanceof AgencyError ? undefined : store,
        });
  return {
    ...parts,
    ...{ folder, now, isStarting, gateway, store },
    storeKeys: lookAtStoreKeys(folder, store instanceof AgencyError ? {} : (store ?? {})),
    isHeld: config !== undefined && isStoreHeld(folder, config),
    publicKey: readPublicKey(folder),
    nextKey:
      lookAt(folder, FOLDER.nextKey) === undefined
        ? undefined
        : readSigningKey(folder, FOLDER.nextKey),
    tokens: readTokens(folder),
    tls: tlsConfig && readTlsFiles(folder, tlsConfig),
    client: gateway?.client && readTlsFiles(folder, gateway.client),
    pages: gateway?.console === true ? readPages(options.consoleFiles) : undefined,
    running: await askGateway(folder),
    registry: await registry,
  };
}

async function lookIntoStore(
  folder: string,
  config: Parameters<typeof inspectStore>[1],
): Promise<StoreView | AgencyError> {
  try {
    return await inspectStore(folder, config);
  } catch (error) {
    return toStoreError(error);
  }
}
