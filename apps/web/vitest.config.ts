import { mergeConfig } from "vitest/config";
import viteConfig from "./vite.config.ts";

export default mergeConfig(viteConfig, {
  test: {
    name: "web",
    include: ["src/**/*.test.ts"],
    environment: "happy-dom",
    testTimeout: 15_000,
  },
});
