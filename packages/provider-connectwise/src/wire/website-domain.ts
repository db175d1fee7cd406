/**
 * The host name of a website as somebody typed it, in lower case and without `www.`; undefined where it is none. The field is free
 * text (V): with or without a scheme, a path, a port or blanks.
 */
export function websiteDomain(website: string): string | undefined {
  const [host = ""] = website
    .trim()
    .toLowerCase()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//, "")
    .split(/[/?#:\s]/);
  const domain = host.replace(/^www\./, "").replace(/\.$/, "");
  return /^[^.@]+(\.[^.@]+)+$/.test(domain) ? domain : undefined;
}
