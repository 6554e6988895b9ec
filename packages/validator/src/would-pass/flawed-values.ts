import { isJsonObject } from "@safepassage/core";
import type { Finding } from "@safepassage/rules";
import { type Body, findField, type Leaf } from "@safepassage/schema";
import type { AccountEntry } from "./account.ts";

/**
 * Extends an account to the whole message, with the malformed values that were never judged. Fields that
 * the catalogue does not have are omitted.
 *
 * @param account - Account of the values that were read; its indexes refer to `read`.
 * @param errors - Errors of the whole message, which say why a value could not be read.
 */
export function withFlawedValues(
  account: readonly AccountEntry[],
  read: Body,
  body: unknown,
  errors: readonly Finding[],
): readonly AccountEntry[] {
  if (!isJsonObject(body)) return account;
  return Object.entries(body).flatMap(([gid, group]) => {
    const ofGroup = account.filter((entry) => entry.gid === gid);
    const leaves = isJsonObject(group) && Array.isArray(group["leaves"]) ? group["leaves"] : [];
    const sound: readonly unknown[] = (Object.hasOwn(read, gid) ? read[gid]?.leaves : []) ?? [];
    const ofLeaves = leaves.flatMap((leaf: unknown, place): AccountEntry[] => {
      const entry = ofGroup.find((one) => one.leaf !== undefined && sound[one.leaf] === leaf);
      if (entry !== undefined) return [{ ...entry, leaf: place }];
      const finding = findFlaw(gid, place, errors);
      return isNamed(leaf) && finding !== undefined ? [flawed(gid, leaf.f, place, finding)] : [];
    });
    return [...ofGroup.filter(({ leaf }) => leaf === undefined), ...ofLeaves];
  });
}

function flawed(gid: string, field: string, leaf: number, finding: Finding): AccountEntry {
  return { gid, field, path: `${gid}/${field}`, leaf, outcome: "withheld", finding };
}

function findFlaw(gid: string, leaf: number, errors: readonly Finding[]): Finding | undefined {
  const under = (place: string): Finding | undefined =>
    errors.find(({ pointer }) => pointer === place || pointer.startsWith(`${place}/`));
  return under(`/body/${gid}/leaves/${leaf}`) ?? under(`/body/${gid}`);
}

/** Whether a leaf names a field of the catalogue. Any other name is text, which an account does not repeat. */
const isNamed = (leaf: unknown): leaf is Pick<Leaf, "f"> =>
  isJsonObject(leaf) && typeof leaf["f"] === "string" && findField(leaf["f"]) !== undefined;
