import { checkPages } from "./check-page.ts";

checkPages({ locale: "ar", whole: ["laptop"], hasKeyboard: false });
