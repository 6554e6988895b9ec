import { defineConfig } from "tsup";

export default defineConfig({
  entry: ["src/index.ts", "src/platform-node.ts", "src/platform-web.ts"],
  format: "esm",
  platform: "neutral",
  target: "es2024",
  external: ["#platform", /^node:/],
  clean: true,
  sourcemap: true,
  removeNodeProtocol: false,
});
