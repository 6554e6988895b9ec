import { expect } from "vitest";

/** Expects phrases that are spoken once each, in this order. Others come between. */
export function expectInOrder(heard: readonly string[], phrases: readonly string[]): void {
  expect(heard.filter((phrase) => phrases.includes(phrase))).toEqual(phrases);
}

/** What is spoken within a part, which is named by its first phrase. */
export function between(heard: readonly string[], first: string): readonly string[] {
  return heard.slice(heard.indexOf(first) + 1, heard.indexOf(`end of ${first}`));
}

/** Expects that whatever can be pressed or filled in has a name, which is said once. */
export function expectNamed(heard: readonly string[]): void {
  const controls = heard.filter((phrase) => CONTROL.test(phrase));
  expect(controls.length, "controls").toBeGreaterThan(0);
  const isBad = (phrase: string): boolean => NAMELESS.test(phrase) || TWICE.test(phrase);
  expect(controls.filter(isBad), "without a name, or with it twice").toEqual([]);
}

const CONTROL = /^(button|link|textbox|combobox|checkbox|spinbutton|tab|region|image|table)(,|$)/;
const TWICE = /^\w+, (.+) \1(,|$)/;
/** Only a role and states. */
const NAMELESS =
  /^\w+(, (not |has popup|\d+ control|expanded|disabled|checked|selected|position |autocomplete|read only).*)?$/;
