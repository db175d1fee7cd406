import type { CallContext } from "./call-context.ts";

/** `Link` of pages by number: next, last, and on later pages first and prev. Undefined where there is one page only. */
export function numberedLinks(call: CallContext, page: number, lastPage: number): string | undefined {
  const links: string[] = [];
  if (page < lastPage) links.push(link(call, page + 1, "next"), link(call, lastPage, "last"));
  if (page > 1 && lastPage > 0) links.push(link(call, 1, "first"), link(call, page - 1, "prev"));
  return links.length === 0 ? undefined : links.join(", ");
}

/** `Link` of forward-only paging: next alone, by the id of the last record. */
export function forwardLink({ request, tenant, wire }: CallContext, lastId: number): string {
  const query = new URLSearchParams(request.query);
  query.set("pageId", String(lastId));
  return `<${target(request.path, wire.apiUrl, tenant.behaviour.linkHost)}?${query.toString()}>; rel="next"`;
}

function link({ request, tenant, wire }: CallContext, page: number, relation: string): string {
  const query = new URLSearchParams(request.query);
  query.set("page", String(page));
  return `<${target(request.path, wire.apiUrl, tenant.behaviour.linkHost)}?${query.toString()}>; rel="${relation}"`;
}

function target(path: string, apiUrl: string, linkHost: string): string {
  return linkHost === "self" ? new URL(path, apiUrl).href : `https://${linkHost}${path}`;
}
