import { type AgencyContext, type LogEvent, levelOf } from "@safepassage/agency";
import { FOLDER } from "@safepassage/agency/node";
import { errorCode } from "@safepassage/core";
import { type Finding, finding } from "../findings/finding.ts";
import type { Standing } from "../metrics/figures.ts";
import type { ChannelGauges } from "../metrics/metrics.ts";
import { type Condition, createConditions, type Found } from "./conditions.ts";
import { type Courier, createCourier } from "./courier.ts";
import type { Channel } from "./notice.ts";

/** Watches a gateway, and tells its alarms to a person. */
export interface Alarms {
  /** Hears each line of the log: after an alarm it tells soon. */
  hear(event: LogEvent): void;
  /** Begins to look every half minute, and after each alarm. */
  start(): void;
  /** Tells once more what is pending, for at most `graceMs`, and ends. */
  stop(graceMs: number): Promise<void>;
  stand(): readonly ChannelGauges[];
  /** What the gateway says of itself: which ways fail. */
  watch(): readonly Finding[];
}

/** How often and how patiently alarms are told. The defaults are those of a gateway; tests are faster. */
export interface AlarmPace {
  /** Milliseconds between two looks. Default 30,000. */
  readonly lookMs?: number;
  /** Milliseconds in which alarms are gathered for one notice. Default 500. */
  readonly gatherMs?: number;
  /** Most milliseconds for one attempt. Default 30,000; 180,000 by mail. */
  readonly timeoutMs?: number;
  /** Milliseconds before the second attempt; doubled for each later one. Default 5,000. */
  readonly retryMs?: number;
  /** Least milliseconds between two counts of the store. Default 5,000. */
  readonly figuresMs?: number;
}

/** Makes the alarms of a gateway. Without channels it logs what lasts, and tells nobody. */
export function createAlarms(
  context: Pick<AgencyContext, "self" | "store" | "log" | "random" | "clock" | "onError">,
  {
    channels,
    daysBefore,
    standing,
    consoleUrl,
    pace: { lookMs = 30_000, gatherMs = 500, ...pace } = {},
  }: {
    readonly channels: readonly Channel[];
    readonly daysBefore: number;
    readonly standing: () => Promise<Standing>;
    /** The address of the console that officers type, if there is one. */
    readonly consoleUrl?: string | undefined;
    readonly pace?: AlarmPace;
  },
): Alarms {
  const { store, log, clock, onError } = context;
  const now = (): number => clock.now().getTime();
  const conditions = createConditions({ now, monotonic: () => performance.now(), daysBefore });
  const couriers = channels.map((channel) =>
    createCourier(context, channel, {
      ...{ ...pace, now, consoleUrl },
      onOutcome: (failures, code) => conditions.setChannel(channel.name, failures, code),
    }),
  );
  /** A way that is not configured any more will never tell that it works. */
  const isOfHere = (channel: string | undefined): boolean =>
    channel === undefined || channels.some(({ name }) => name === channel);
  let restored = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let dueAt = 0;
  let isStarted = false;
  let isStopping = false;

  /** Looks at the gateway. The store is read each time, so that it shows whether it can be. */
  const find = async (): Promise<Found> => {
    try {
      const kept = await store.transaction(({ marks }) => marks.get(MARK));
      if (!restored && kept !== undefined) {
        const before = JSON.parse(kept) as readonly Condition[];
        conditions.restore(before.filter(({ event }) => isOfHere(event.channel)));
      }
      restored = true;
      const found = await standing();
      const { storeFailure } = found;
      return storeFailure === undefined
        ? conditions.look(found)
        : conditions.lookInVain(storeFailure);
    } catch (error) {
      // Whatever it is: a look that ends here would have nobody told of anything.
      onError(error);
      return conditions.lookInVain(errorCode(error));
    }
  };
  const look = async (): Promise<readonly Condition[]> => {
    const { lasting, begun, over } = await find();
    for (const { event } of begun) if (!LOGGED_THERE.has(event.event)) log(event);
    for (const { event } of over) {
      const { event: code, peer } = event;
      // It is recorded, and that is an alarm by itself.
      if (code === "glassBroken") continue;
      log({ event: "over", code, ...(peer !== undefined && { peer }) });
    }
    if (begun.length + over.length > 0) {
      // On a full disk it fails; the next look that changes something keeps it.
      const text = JSON.stringify(lasting);
      await store.transaction(({ marks }) => marks.set(MARK, text)).catch(() => {});
    }
    return lasting;
  };
  const underWay = new Set<Promise<void>>();
  /** The ways that were passed over, as their attempt was under way: they look for what has come meanwhile. */
  const passedOver = new Set<Courier>();
  /** Each way goes on by itself: one that does not answer keeps no other back. */
  const tellAll = (lasting: readonly Condition[], isLast: boolean): void => {
    for (const courier of couriers) {
      if (courier.isBusy()) {
        passedOver.add(courier);
        continue;
      }
      const one = courier
        .round(lasting, isLast)
        .catch(onError)
        .finally(() => {
          underWay.delete(one);
          const isLate = passedOver.delete(courier);
          if (isLate || courier.stand().waiting > 0) plan(Math.max(courier.pauseMs(), gatherMs));
        });
      underWay.add(one);
    }
  };
  const round = async (isLast: boolean): Promise<void> => {
    running ??= look()
      .then((lasting) => tellAll(lasting, isLast), onError)
      .finally(() => {
        running = undefined;
      });
    await running;
  };
  /** Looks again after some milliseconds, or sooner if that is planned. */
  const plan = (milliseconds: number): void => {
    const due = performance.now() + milliseconds;
    if (isStopping || (timer !== undefined && due >= dueAt)) return;
    clearTimeout(timer);
    dueAt = due;
    timer = setTimeout(() => {
      timer = undefined;
      void round(false).then(() => plan(lookMs));
    }, milliseconds);
  };

  return {
    hear(event) {
      conditions.hear(event);
      const isOfOwn = event.event === "alarmsUntold";
      if (isStarted && !isOfOwn && levelOf(event) === "alarm") plan(gatherMs);
    },
    start() {
      isStarted = true;
      plan(0);
    },
    async stop(graceMs) {
      if (!isStarted) return;
      isStopping = true;
      clearTimeout(timer);
      const cut = setTimeout(() => {
        for (const one of couriers) one.stop();
      }, graceMs);
      await running;
      await Promise.all(underWay);
      await round(true);
      await Promise.all(underWay);
      clearTimeout(cut);
    },
    stand: () => couriers.map((one) => one.stand()),
    watch() {
      const failing = new Set(conditions.failingChannels());
      return channels
        .filter(({ name }) => failing.has(name))
        .map(({ place }) => finding("ALARMS_LATE", FOLDER.config, { place }));
    },
  };
}

/** Recorded and logged where they are found. */
const LOGGED_THERE: ReadonlySet<string> = new Set([
  ...["registryStale", "clockImplausible", "alarmsUntold", "glassBroken"],
]);
const MARK = "alarmConditions";
