import { fileURLToPath } from "node:url";
import ui from "@nuxt/ui/vite";
import vue from "@vitejs/plugin-vue";
import { defineConfig, type Plugin } from "vite";

const SOLID_HOVER = { primary: "hover:bg-primary/90 active:bg-primary/90", error: "hover:bg-error/90 active:bg-error/90" };

/** Fetches the text font at once, so that it is there for the first paint. */
const preloadFont: Plugin = {
  name: "preload-font",
  transformIndexHtml: (_html, { bundle = {} }) =>
    Object.keys(bundle)
      .filter((file) => file.includes("inter-latin-wght"))
      .map((file) => ({
        tag: "link",
        attrs: { rel: "preload", as: "font", type: "font/woff2", crossorigin: true, href: `/${file}` },
        injectTo: "head-prepend",
      })),
};

export default defineConfig({
  plugins: [
    preloadFont,
    vue(),
    ui({
      // Components are imported by name, so that types, tree shaking and the unused-code check see them.
      autoImport: false,
      components: false,
      // The mode is kept by src/app/color-mode.ts: the kit's own writes a style element, which the content policy refuses.
      colorMode: false,
      // Only the icons that occur in the source, as data inside the bundle: nothing is fetched at run time.
      icon: { clientBundle: { scan: { globInclude: ["src/**/*.{vue,ts}"] } } },
      experimental: { componentDetection: true },
      ui: {
        // White on the kit's own paler hover colour is too faint to read.
        button: {
          compoundVariants: (["primary", "error"] as const).map((color) => ({
            color,
            variant: "solid" as const,
            class: SOLID_HOVER[color],
          })),
        },
        modal: { slots: { header: "pe-12" }, variants: { overlay: { true: { overlay: "bg-neutral-950/40 dark:bg-neutral-950/60" } } } },
      },
      theme: { colors: ["primary", "success", "info", "warning", "error"] },
    }),
  ],
  resolve: {
    alias: { "@iconify/vue": fileURLToPath(new URL("src/ui/bundled-icons.ts", import.meta.url)) },
  },
  server: {
    port: 5173,
    host: "127.0.0.1",
    proxy: Object.fromEntries(
      ["/trpc", "/config.json", "/help"].map((path) => [path, process.env["API_ORIGIN"] ?? "http://127.0.0.1:3000"]),
    ),
  },
  // The server writes the base path into the page; what the page loads finds the rest beside itself.
  experimental: { renderBuiltUrl: (_file, { hostType }) => (hostType === "html" ? undefined : { relative: true }) },
  build: {
    target: "es2023",
    // The budget script finds the entry and what it imports here.
    manifest: true,
    // Small images as data URLs would need `data:` in the content policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
  },
});
