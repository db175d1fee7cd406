/** UI hosts of the vendor's cloud, in the order they are tried (V). */
export const VENDOR_CLOUD_SITES: readonly string[] = [
  "na.myconnectwise.net",
  "eu.myconnectwise.net",
  "au.myconnectwise.net",
  "aus.myconnectwise.net",
  "za.myconnectwise.net",
  "staging.connectwisedev.com",
];

/** Whether a host (without a port) is one of the vendor's own: a UI or an API host of a region, known today or not. */
export function isVendorCloudHost(host: string): boolean {
  return /^(?:api-)?[a-z0-9-]+\.myconnectwise\.net$/.test(host) || /^(?:api-)?staging\.connectwisedev\.com$/.test(host);
}
