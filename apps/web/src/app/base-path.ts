/**
 * The path all of the console's addresses begin with, as the server wrote it into the page: empty, or `/settings/integrations`
 * where the console is mounted below another site.
 */
export function basePath(page: Document = document): string {
  return page.querySelector<HTMLMetaElement>('meta[name="base-path"]')?.content.replace(/\/$/, "") ?? "";
}
