import { type Clock, ProtocolError, systemClock, type Verifier } from "@safepassage/core";
import { type AgencyRegistry, type RegistryMark, readRegistry } from "@safepassage/trust";
import { type Fetch, fetchText, withTimeout } from "../send/deliver/fetch-text.ts";
import { tlsFailureOf } from "../send/deliver/tls-failure.ts";
import { AgencyError } from "../setting/agency-error.ts";
import type { AgencyStore } from "../store/ports.ts";
import { connectPatiently } from "./connect-patiently.ts";

/** A source of the registry, which is fetched again from time to time. */
export interface RegistrySource {
  /** The newest registry that verified. @throws AgencyError `GATEWAY_REGISTRY_MISSING`. */
  current(): AgencyRegistry;
  /**
   * Fetches the registry. It changes nothing if it does not verify, or is older than the newest taken before, even by an
   * earlier process.
   *
   * @throws {@link AgencyError} `GATEWAY_REGISTRY_MISSING`, `GATEWAY_BODY_TOO_LARGE`; TrustError; CoreError.
   */
  refresh(): Promise<AgencyRegistry>;
  /**
   * Takes the copy on the disk, while no registry is held. It is bound by the same rules as a fetched one: signature, age,
   * and not older than the newest taken before.
   *
   * @returns whether a registry is held now.
   * @throws what {@link refresh} throws, for a copy that is refused.
   */
  restore(): Promise<boolean>;
}

/** The newest registry that was taken, kept for a start while it cannot be fetched. */
export interface RegistryCopy {
  read(): string | undefined;
  write(text: string): void;
}

/** How a registry is fetched and remembered. */
export interface RegistrySourceOptions {
  /** The gateway's store, which remembers the newest registry across restarts. */
  readonly store: AgencyStore;
  readonly clock?: Clock;
  /** Most milliseconds to fetch the whole registry. Default 30,000. */
  readonly timeoutMs?: number;
  /** What was read just now, for the first time. */
  readonly registryText?: string;
  readonly copy?: RegistryCopy;
  /** Gets a failure to write the copy: what was fetched is used all the same. */
  readonly onError?: (error: unknown) => void;
}

/** Makes a source over one address. The verifier holds the registry's own key, known beforehand. */
export function createRegistrySource(
  url: string,
  verifier: Verifier,
  fetch: Fetch,
  { timeoutMs, ...options }: RegistrySourceOptions,
): RegistrySource {
  return createTextSource(() => fetchRegistry(url, fetch, timeoutMs), verifier, options);
}

/**
 * Fetches the text of a registry.
 *
 * @throws AgencyError `GATEWAY_REGISTRY_MISSING`, `GATEWAY_REGISTRY_CERTIFICATE_WRONG`, `GATEWAY_BODY_TOO_LARGE`.
 */
export async function fetchRegistry(
  url: string,
  fetch: Fetch,
  timeoutMs = 30_000,
): Promise<string> {
  connectPatiently();
  const { status, text } = await withTimeout(timeoutMs, (signal) =>
    fetchText(fetch, new Request(url), { signal, limit: MAX_REGISTRY }),
  ).catch((cause: unknown) => {
    if (cause instanceof ProtocolError) throw cause;
    if (tlsFailureOf(cause) === undefined) throw missing("the registry did not answer", cause);
    throw new AgencyError("GATEWAY_REGISTRY_CERTIFICATE_WRONG", "the handshake failed", { cause });
  });
  if (status !== 200) throw missing("the registry answered with an error");
  // A line end, as after an edit or a copy by hand: a file may have one too.
  return text.trim();
}

/** Makes a source over any text, such as that of a file. */
export function createTextSource(
  read: () => Promise<string>,
  verifier: Verifier,
  { store, clock = systemClock, copy, onError = () => {}, ...options }: TextSourceOptions,
): RegistrySource {
  let held: (ReturnType<typeof readRegistry> & { readonly text: string }) | undefined;
  let written: string | undefined;
  let { registryText: first } = options;
  const take = async (text: string): Promise<AgencyRegistry> => {
    if (text === held?.text) return held.registry;
    // Marked before it is used: after a restart an older one must not replace it.
    const next = await store.transaction(async ({ marks }) => {
      const stored = await marks.get(MARK);
      const newest = stored === undefined ? stored : (JSON.parse(stored) as RegistryMark);
      const read = readRegistry(text, verifier, {
        now: clock.now(),
        ...(newest === undefined ? {} : { newest }),
      });
      if (read.mark.issuedAt !== newest?.issuedAt) await marks.set(MARK, JSON.stringify(read.mark));
      return read;
    });
    // The same text signed again is the same registry: nothing needs to be verified again. That is told by what is held: the
    // store may have the mark of one whose taking failed.
    held = { ...(next.mark.digest === held?.mark.digest ? held : next), text };
    return held.registry;
  };
  return {
    current() {
      if (held === undefined) throw missing("no registry was fetched yet");
      return held.registry;
    },
    async refresh() {
      const text = first ?? (await read());
      first = undefined;
      const registry = await take(text);
      if (copy === undefined || text === written) return registry;
      try {
        copy.write(text);
        written = text;
      } catch (error) {
        onError(error);
      }
      return registry;
    },
    async restore() {
      const kept = held === undefined ? copy?.read() : undefined;
      // Somebody may have fetched a newer one meanwhile.
      if (kept !== undefined && held === undefined) {
        await take(kept);
        written = kept;
      }
      return held !== undefined;
    },
  };
}

type TextSourceOptions = Omit<RegistrySourceOptions, "timeoutMs">;

function missing(message: string, cause?: unknown): AgencyError {
  return new AgencyError("GATEWAY_REGISTRY_MISSING", message, { cause });
}

const MARK = "registry";
const MAX_REGISTRY = 8_388_608;
