import { checkPages } from "./check-page.ts";

checkPages({ locale: "ar", axe: [{ size: "phone", theme: "dark" }], hasKeyboard: false });
