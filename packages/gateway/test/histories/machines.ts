import { DAY, HOUR, instant, type Life, pass, sideOf, workOn } from "./life.ts";
import { FAULTS } from "./network.ts";

/** What machines, networks and clocks do. */
export const MACHINES = {
  async deliver({ exchange }, a) {
    await exchange[sideOf(a)].gateway.sender.deliverDue();
  },
  async maintain({ exchange }, a) {
    await exchange[sideOf(a)].gateway.maintain();
  },
  async restart({ exchange }, a) {
    exchange.reopen(sideOf(a));
  },
  async spoil({ network }, a, b) {
    network.spoil([a, b].flatMap((which) => FAULTS[which % FAULTS.length] ?? []));
  },
  release: ({ network }, a) => network.release(a),
  async pass(life, a, b) {
    pass(life, (SPANS[a % SPANS.length] ?? 0) * (1 + (b % 9)));
  },
  /** Days on which both work. */
  async days(life, a) {
    for (let half = 0; half < (HALF_DAYS[a % HALF_DAYS.length] ?? 0); half += 1) {
      pass(life, DAY / 2);
      await workOn(life);
    }
  },
  /** Days on which one of them is off. */
  async off(life, a, b) {
    life.isTroubled = true;
    const { gateway } = life.exchange[sideOf(a)];
    for (let day = 0; day < 2 + (b % 9); day += 1) {
      pass(life, DAY);
      await gateway.maintain();
      if (a % 3 > 0) await gateway.sender.deliverDue();
    }
  },
  /** A clock is wrong for a while. */
  async jump(life, a, b) {
    life.isTroubled = true;
    const { gateway } = life.exchange[sideOf(b)];
    life.exchange.setTime(instant(life.now + (JUMPS[a % JUMPS.length] ?? 0)));
    await gateway.sender.deliverDue();
    if (a % 2 === 0) await gateway.maintain();
    life.exchange.setTime(instant(life.now));
  },
} as const satisfies Record<string, (life: Life, a: number, b: number) => Promise<void>>;

const SPANS = [1000, 60_000, HOUR];
const HALF_DAYS = [1, 3, 10, 70];
const JUMPS = [-HOUR, 400 * DAY, 5 * HOUR];
