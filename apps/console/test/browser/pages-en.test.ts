import { checkPages } from "./check-page.ts";

checkPages({ locale: "en", axe: [{ size: "laptop", theme: "light" }], hasKeyboard: true });
