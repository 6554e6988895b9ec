import { expect, it } from "vitest";
import { ERROR_CASES } from "./error-cases.ts";

it.each(Object.entries(ERROR_CASES))("octets lead to %s", async (code, [octets, read]) => {
  await expect((async () => read(octets))()).rejects.toMatchObject({ code });
});
