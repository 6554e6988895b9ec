export { COLOUR_RULES, findAxeFaults } from "./browser/check-axe.ts";
export { findKeyboardFaults } from "./browser/check-keyboard.ts";
export { findMotion, findOverflow, findSmallTargets } from "./browser/check-layout.ts";
export { findPaperFaults } from "./browser/check-paper.ts";
export { findGluedWords } from "./browser/check-speech.ts";
