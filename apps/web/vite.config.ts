import ui from "@nuxt/ui/vite";
import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [
    vue(),
    ui({
      // Components are imported by name, so that types, tree shaking and the unused-code check see them.
      autoImport: false,
      components: false,
      // The mode is kept by src/app/color-mode.ts: the kit's own writes a style element, which the content policy refuses.
      colorMode: false,
      // Only the icons that occur in the source, as data inside the bundle: nothing is fetched at run time.
      icon: { clientBundle: { scan: true } },
      experimental: { componentDetection: true },
      theme: { colors: ["primary", "success", "info", "warning", "error"] },
    }),
  ],
  server: {
    port: 5173,
    host: "127.0.0.1",
    proxy: Object.fromEntries(
      ["/trpc", "/config.json", "/help"].map((path) => [path, process.env["API_ORIGIN"] ?? "http://127.0.0.1:3000"]),
    ),
  },
  build: {
    target: "es2023",
    // The budget script finds the entry and what it imports here.
    manifest: true,
    // Small images as data URLs would need `data:` in the content policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
  },
});
