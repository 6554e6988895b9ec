import { expect, test } from "vitest";
import { HtcdsError, importHtcds } from "../src/index.ts";
import { options } from "./sample.ts";

test("blanks before the first row are looked at once, in however many pieces they come", async () => {
  const [few, many] = [await shortest(15_000), await shortest(60_000)];
  // Four times as many take four times as long; if each were looked at with all before it, sixteen times.
  expect(many / few).toBeLessThan(9);
});

/** The shortest of several readings of blanks that come one by one, in milliseconds of this thread. */
async function shortest(blanks: number): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 4; round++) {
    const start = process.threadCpuUsage();
    await expect(importHtcds(oneByOne(blanks), options())).rejects.toThrow(HtcdsError);
    const { user, system } = process.threadCpuUsage(start);
    times.push((user + system) / 1000);
  }
  return Math.min(...times);
}

async function* oneByOne(blanks: number): AsyncGenerator<Uint8Array> {
  for (let count = 0; count < blanks; count++) yield Uint8Array.of(0x20);
}
