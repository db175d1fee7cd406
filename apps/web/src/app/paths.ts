/** Addresses of a partner's screens, as the person at hand reaches them. */
export interface PartnerPaths {
  readonly integrations: string;
  readonly history: string;
  readonly notifications: string;
  connection(providerId: string): string;
  /** @param service the one to go to */
  mapping(providerId: string, service?: string): string;
  customers(providerId: string): string;
  activity(providerId: string): string;
  suggestions(providerId: string): string;
  assignmentFile(providerId: string): string;
  unbilled(providerId: string): string;
  run(providerId: string, runId: string): string;
  customer(customerId: string, providerId?: string): string;
}

/** @param supportPartnerId the partner support looks at; undefined for a partner's own people */
export function partnerPaths(supportPartnerId: string | undefined): PartnerPaths {
  const base = supportPartnerId === undefined ? "" : `/support/partners/${encodeURIComponent(supportPartnerId)}`;
  const tab = (providerId: string, name: string): string => `${base}/integrations/${encodeURIComponent(providerId)}/${name}`;
  return {
    integrations: `${base}/integrations`,
    history: `${base}/history`,
    notifications: `${base}/notifications`,
    connection: (providerId) => tab(providerId, "connection"),
    mapping: (providerId, service) => tab(providerId, service === undefined ? "mapping" : `mapping?service=${encodeURIComponent(service)}`),
    customers: (providerId) => tab(providerId, "customers"),
    activity: (providerId) => tab(providerId, "activity"),
    suggestions: (providerId) => tab(providerId, "customers/suggestions"),
    assignmentFile: (providerId) => tab(providerId, "customers/file"),
    unbilled: (providerId) => tab(providerId, "unbilled"),
    run: (providerId, runId) => tab(providerId, `activity/${encodeURIComponent(runId)}`),
    customer: (customerId, providerId) =>
      [`${base}/customers/${encodeURIComponent(customerId)}`, ...(providerId === undefined ? [] : [encodeURIComponent(providerId)])].join(
        "/",
      ),
  };
}
