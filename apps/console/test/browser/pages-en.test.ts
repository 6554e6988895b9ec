import { checkPages } from "./check-page.ts";

checkPages({ locale: "en", whole: ["laptop", "phone"], hasKeyboard: true });
