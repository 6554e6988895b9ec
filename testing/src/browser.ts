export { launchChromium } from "./browser/launch.ts";
export { newQuietContext, type QuietOptions, takePicture } from "./browser/picture.ts";
