import { fileURLToPath } from "node:url";
import { PROVIDERS } from "@integrations/providers";
import { defineConfig } from "vitepress";
import { externalizeScripts } from "../../src/externalize-scripts.ts";

const OUT = fileURLToPath(new URL("../../dist", import.meta.url));
/** Where the server shows it. */
const BASE = "/help/";

export default defineConfig({
  lang: "en",
  title: "Integrations help",
  description: "How to use, run and extend the integrations platform.",
  base: BASE,
  outDir: OUT,
  cleanUrls: true,
  // The page's content policy allows no script inside a page; the switch for dark colours would be one.
  appearance: false,
  lastUpdated: false,
  // Made of what the providers declare, and served where their help links point.
  rewrites: { "generated/partners/:page": "partners/:page" },
  srcExclude: ["generated/parts/**"],
  transformHtml: (html) => externalizeScripts(html, { outDir: OUT, base: BASE }),
  themeConfig: {
    search: { provider: "local" },
    outline: [2, 3],
    nav: [
      { text: "Partners", link: "/partners/" },
      { text: "Operators", link: "/operators/install" },
      { text: "Console", link: "/console/" },
      { text: "Plugins", link: "/plugins/" },
    ],
    sidebar: {
      "/partners/": [
        {
          text: "For partners",
          items: [
            { text: "How it works", link: "/partners/" },
            ...PROVIDERS.map(({ id, name }) => ({ text: name, link: `/partners/${id}` })),
            { text: "Notifications", link: "/partners/notifications" },
            { text: "What a message means", link: "/partners/messages" },
          ],
        },
      ],
      "/operators/": [
        {
          text: "For operators",
          items: [
            { text: "Install", link: "/operators/install" },
            { text: "Configure", link: "/operators/configure" },
            { text: "Scale", link: "/operators/scale" },
            { text: "Back up and restore", link: "/operators/backup" },
            { text: "Rotate keys", link: "/operators/rotate-keys" },
            { text: "When a night fails", link: "/operators/night-fails" },
            { text: "Notices", link: "/operators/notices" },
            { text: "The support desk", link: "/operators/support-desk" },
            { text: "Metrics, logs, traces", link: "/operators/metrics" },
            { text: "Threat model", link: "/operators/threat-model" },
          ],
        },
      ],
      "/console/": [
        {
          text: "For the console's engineers",
          items: [
            { text: "Sign-in and roles", link: "/console/" },
            { text: "Push partners and counts", link: "/console/push" },
            { text: "Embed the settings pages", link: "/console/embed" },
          ],
        },
      ],
      "/plugins/": [
        {
          text: "For plugin authors",
          items: [
            { text: "The contract", link: "/plugins/" },
            { text: "The contract suite", link: "/plugins/suite" },
            { text: "Versions of the contract", link: "/plugins/versions" },
          ],
        },
      ],
    },
  },
});
