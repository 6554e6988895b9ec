import { resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { type AgencyOptions, type AgencyStore, soundFetch } from "@safepassage/agency";
import { FOLDER, openStore, readFile, type UpgradeHearer } from "@safepassage/agency/node";
import { ProtocolError, systemClock, toInstant } from "@safepassage/core";
import { VERSION } from "../about/version.ts";
import { RECORD, readRunning, removeRunning, writeRunning } from "../ask/running-record.ts";
import { checkFolder, findingsOf } from "../check/check-folder.ts";
import { addressAwaited } from "../check/check-ports.ts";
import type { Finding } from "../findings/finding.ts";
import { judgeOpenFiles } from "../findings/judge-open-files.ts";
import { ownHost } from "../findings/own-host.ts";
import { createGateway, type Gateway } from "../gateway.ts";
import { stampOf } from "../keys/key-files.ts";
import { createKeyWatch } from "../keys/key-watch.ts";
import { createOperatorLog, type OperatorLog, type WriteLine } from "../operate/log.ts";
import { untracedFetch } from "../operate/trace.ts";
import { openOperation } from "../operation.ts";
import { awaitStore } from "./await-store.ts";
import { createBackupWatch } from "./backup-watch.ts";
import { createDatabaseLogWatch } from "./database-log-watch.ts";
import { createEndpointWatch } from "./endpoint-watch.ts";
import { followAgreements, heldOf } from "./follow-agreements.ts";
import { followRegistryKey } from "./follow-registry-key.ts";
import { followTokens } from "./follow-tokens.ts";
import { createLogWatch } from "./log-watch.ts";
import { openParts, openRegistry } from "./open-parts.ts";
import { createOperationWatch } from "./operation-watch.ts";
import { openOwnCertificates } from "./own-certificates.ts";
import { createOwnFiles } from "./own-files.ts";
import { createPartnerWatch } from "./partner-watch.ts";
import { createRegistryWatch } from "./registry-watch.ts";
import { createRereadTeller } from "./reread-teller.ts";
import { createRoomWatch } from "./room-watch.ts";
import { type RunTiming, TIMING } from "./run-timing.ts";
import { serveAsSet } from "./serve-as-set.ts";
import { setupInvalid } from "./setup-invalid.ts";
import { createAbsenceTeller } from "./tell-absence.ts";
import { tellUpgrade, type UpgradeHearers } from "./tell-upgrade.ts";
import { createTurns } from "./turns.ts";

/** How a gateway runs out of its folder. */
export interface RunOptions extends Pick<AgencyOptions, "clock" | "fetch" | "retry" | "packs"> {
  /** Gets each line of the log: codes, digests and ids, never a value of a message. */
  readonly write: WriteLine;
  /** Says why the last line was not written: a code; `undefined` if it was. Left out: every line is. */
  readonly unwritten?: () => string | undefined;
  readonly timing?: Partial<RunTiming>;
  /** Ends the wait for the database. It stops no gateway that runs. */
  readonly signal?: AbortSignal;
  readonly onUpgrade?: UpgradeHearers["onUpgrade"];
  /**
   * Gets what writes into the log that a bug ends the program: at once, and again when the settings of the log are known. Call it with
   * what was thrown and nobody has caught, then end the process.
   */
  readonly onLog?: (crash: OperatorLog["crash"]) => void;
  /** The folder with the built pages of the console, for a configuration with `console`. Read once, at the start. */
  readonly consoleFiles?: string;
}

/** A gateway that runs. */
export interface StartedGateway {
  readonly entity: string;
  /** Address for other agencies. */
  readonly url: string;
  /** Address for the agency's own systems. */
  readonly localUrl: string;
  /** Whether this machine lacks that address. */
  isAwaited(): boolean;
  /** Where the metrics are, if they are served. */
  readonly metricsUrl?: string;
  /** Looks at registry, agreements, keys, tokens, certificates, and the files of alarms and metrics now. */
  lookAgain(): Promise<void>;
  /** Stops listening, gives what is under way its time, closes the store. A second call returns the same promise. */
  close(): Promise<void>;
}

/**
 * Runs the gateway of a folder: checks it, opens the store, listens, and follows registry, keys and certificates.
 *
 * Without a registry it starts and waits; while its database is away it waits before it starts, and tells a person.
 * Everything that only a person can mend is told at once, and nothing is started.
 *
 * @throws GatewayError `GATEWAY_SETUP_INVALID`; AgencyError `GATEWAY_STORE_*`, `GATEWAY_STORE_AWAY` or `…_FULL` once `signal` ends the
 *   wait.
 * @see docs/spec/cli-gateway.md#run
 */
export async function runGateway(folder: string, options: RunOptions): Promise<StartedGateway> {
  const { clock = systemClock, write, packs, retry, consoleFiles, signal, onUpgrade } = options;
  const timing = { ...TIMING, ...options.timing };
  const { onLog = () => {} } = options;
  onLog(createOperatorLog({}, { write, clock }).crash);
  const send = untracedFetch(options.fetch ?? soundFetch);
  const reread = createRereadTeller(folder);
  const keyStamp = stampOf(folder, FOLDER.registryKey);
  const { outcomes, subject } = await checkFolder(folder, {
    ...{ fetch: send, clock, isStarting: true, consoleFiles },
  });
  const mistakes = findingsOf(outcomes, "mistake");
  if (mistakes.length > 0) throw setupInvalid(mistakes);

  const parts = openParts(folder, subject);
  const operation = openOperation(parts.settings, {
    ...{ write, clock, fetch: send, version: VERSION },
    readFile: (name) => readFile(resolve(folder, name)).toString(),
  });
  onLog(operation.crash);
  const { log, onError } = operation;
  const { entity } = parts.config;
  const absence = createAbsenceTeller(entity, operation, { clock, afterMs: timing.absentMs });
  const open = (hearer: UpgradeHearer) =>
    awaitStore(() => openStore(folder, parts.config, hearer), {
      ...(parts.config.store?.engine === "postgres" && { inUseMs: timing.inUseMs }),
      signal,
      onWait(error) {
        onError(error);
        absence.hear(error);
      },
    });
  const hearers = { log, onUpgrade, everyMs: timing.upgradeMs };
  const store = await tellUpgrade(subject.store, hearers, open).finally(absence.end);
  const ending = new AbortController();
  const held = subject.registry?.value;
  const registryKey = followRegistryKey(folder, parts.verifier, log, keyStamp);
  const { verifier } = registryKey;
  const files = createOwnFiles(log, onError);
  const source = openRegistry(
    folder,
    { ...parts, verifier },
    {
      ...{ store, clock, files },
      // What is under way when the gateway stops must not hold it up.
      fetch: (request, { signal }) =>
        send(request, { signal: AbortSignal.any([signal, ending.signal]) }),
      registryText: held?.from === "copy" ? undefined : held?.text,
    },
  );
  const registry = createRegistryWatch(source, {
    ...{ name: parts.config.registry, isAway: held?.from === "copy" },
    why: (subject.registry?.findings ?? []).filter(isOfSource),
    ...{ refreshMs: timing.refreshMs, log, onError },
  });
  // Where the check has just found that nothing answers, nobody waits for that again.
  if (held !== undefined && held.from !== "copy") await registry.refresh();
  await source.restore().catch((error: unknown) => {
    if (!(error instanceof ProtocolError)) return onError(error);
    log({ event: "registryCopyRefused", code: error.code });
  });

  const { signer, own, settings, tls } = parts;
  const certificates = openOwnCertificates(folder, parts, {
    ...{ fetch: options.fetch, clock, log, onError },
    host: () => ownHost(heldOf(source.current), entity),
  });
  const partners = createPartnerWatch();
  const current = { registry: source.current, clock, log };
  const agreements = followAgreements(folder, parts.agreements, { entity, ...current });
  const tokens = followTokens(folder, parts.tokens, log);
  const keys = createKeyWatch(folder, { entity, signer, settleMs: timing.settleMs, ...current });
  const found = judgeOpenFiles(settings.limits?.connections);
  const isServer = parts.config.store?.engine === "postgres";
  const room = createRoomWatch(folder, isServer);
  const databaseLog = createDatabaseLogWatch(folder, isServer);
  const backup = createBackupWatch(folder, clock, parts.config.backupDays);
  operation.metrics?.addGauges(async () => ({
    ...{ disks: room.disks(), backup: { age: backup.age() } },
    databaseLog: { octets: databaseLog.octets() },
  }));
  const endpoint = createEndpointWatch({
    ...{ entity, signer, registry: source.current, epochs: own.epochs, clock, onError },
    ...{ fetch: certificates.fetch, askMs: timing.askMs, ending: ending.signal },
  });
  const lines = createLogWatch(options.unwritten ?? (() => undefined), { clock, log });
  const operationFiles = createOperationWatch(operation);
  const watches: { findings(): readonly Finding[] }[] = [
    ...[
      registry,
      registryKey,
      agreements,
      keys,
      tokens,
      certificates,
      partners,
      endpoint,
      room,
      databaseLog,
      backup,
      lines,
      files,
      operationFiles,
    ],
    { findings: () => found },
  ];
  const watch = () => watches.flatMap((one) => one.findings());
  const gateway = await makeOr(store, () =>
    createGateway({
      ...{ ...own, store, signer, clock, registry: source.current, operation },
      ...{ tokens: tokens.tokens, agreements: agreements.texts, watch },
      ...{ fetch: certificates.fetch, certificates: certificates.ends, log: partners.hear },
      ...(retry && { retry }),
      ...(packs && { packs }),
      ...(settings.people && { people: settings.people }),
      ...(settings.webhooks && { webhooks: settings.webhooks }),
      ...(settings.limits && { limits: settings.limits }),
      ...(settings.limits?.heldOctets && { maxHeldOctets: settings.limits.heldOctets }),
      ...(settings.limits?.partnerDayOctets && {
        partnerDayOctets: settings.limits.partnerDayOctets,
      }),
    }),
  );
  const served = await serveAsSet(gateway, { settings, tls, pollMs: timing.pollMs, operation });
  certificates.follow(served.renew);
  watches.push({ findings: () => (served.isAwaited() ? [addressAwaited()] : []) });

  const inTurn = createTurns(onError);
  // A registry that was read just now may have another key in force.
  const look = () =>
    inTurn(
      ...[
        lines.look,
        room.look,
        databaseLog.look,
        backup.look,
        registryKey.look,
        tokens.look,
        operationFiles.look,
        certificates.look,
        keys.look,
        registry.look,
        keys.look,
        endpoint.look,
      ],
      writeDown,
    );
  const startedAt = toInstant(new Date());
  const { url, localUrl, isAwaited } = served;
  let closing: Promise<void> | undefined;
  /** On a full disk it runs all the same, and is written down once there is room. */
  const record = { pid: process.pid, url, localUrl, startedAt, version: VERSION };
  const writeDown = (): void => {
    if (closing !== undefined || isDeepStrictEqual(readRunning(folder), record)) return;
    try {
      writeRunning(folder, record);
      files.written(RECORD);
    } catch (error) {
      files.failed(RECORD, error);
    }
  };
  // At once: who has seen it listen may ask where.
  await inTurn(writeDown);
  const looking = setInterval(() => void look(), timing.lookMs);
  void look();
  const close = async (): Promise<void> => {
    clearInterval(looking);
    ending.abort();
    await registry.stop();
    await served.close();
    certificates.close();
    try {
      removeRunning(folder);
    } catch (error) {
      // As on a disk that can only be read: it has ended all the same.
      files.failed(RECORD, error);
    }
  };
  return {
    ...{ entity, url, localUrl, isAwaited },
    ...(served.metricsUrl !== undefined && { metricsUrl: served.metricsUrl }),
    async lookAgain() {
      await inTurn(agreements.look, registryKey.look, registry.refresh, look, () =>
        reread.tell(watch().length, log),
      );
    },
    close() {
      closing ??= close();
      return closing;
    },
  };
}

/** Whether a finding is about what is at the address or file of the registry, and not about the copy. */
const isOfSource = ({ code, file }: Finding): boolean =>
  code !== "REGISTRY_COPY" && file !== FOLDER.registryCopy;

/** Makes a gateway, or closes its store again. */
async function makeOr(store: AgencyStore, make: () => Gateway): Promise<Gateway> {
  try {
    return make();
  } catch (error) {
    await store.close();
    throw error;
  }
}
