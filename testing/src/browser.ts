export { launchChromium } from "./browser/launch.ts";
