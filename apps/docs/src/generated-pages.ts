import type { Provider } from "@integrations/core";
import { messageTable } from "./pages/message-table.ts";
import { metricTable } from "./pages/metric-table.ts";
import { nightTable } from "./pages/night-table.ts";
import { providerArticle } from "./pages/provider-article.ts";
import { providerList } from "./pages/provider-list.ts";
import { providerSettings } from "./pages/provider-settings.ts";

/**
 * Every page and part of a page that is made from what providers, core and metrics declare: path below the folder of generated
 * pages, and Markdown. `partners/` are pages of their own, `parts/` are included by others.
 */
export function generatedPages(providers: readonly Provider[]): ReadonlyMap<string, string> {
  return new Map([
    ...providers.map((provider) => [`partners/${provider.id}.md`, providerArticle(provider)] as const),
    ["parts/providers.md", providerList(providers)],
    ["parts/provider-settings.md", providerSettings(providers)],
    ["parts/messages.md", messageTable()],
    ["parts/night.md", nightTable()],
    ["parts/metrics.md", metricTable()],
  ]);
}
