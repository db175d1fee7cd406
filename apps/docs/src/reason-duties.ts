import type { ReasonCode } from "@integrations/core";

export interface Duty {
  /**
   * How far it reaches: `request` only answers somebody at a screen; `run` ends, holds or cancels a whole run; `line` leaves a line, an
   * agreement or a customer alone while the rest goes on; `either` does the one or the other, depending on how much is hit.
   */
  readonly reach: "request" | "run" | "line" | "either";
  /** Who can do something about it. `nobody`: it passes by itself. */
  readonly who: "partner" | "support" | "operator" | "nobody";
  /** What only somebody who runs the platform can look at. */
  readonly operator?: string;
}

const REQUEST = { reach: "request", who: "partner" } as const;
const LINE = { reach: "line", who: "partner" } as const;

/** Who does what about each reason. A new reason of core has to be added here before the help site is built again. */
export const REASON_DUTIES: Readonly<Record<ReasonCode, Duty>> = {
  invalid_input: REQUEST,
  not_found: {
    reach: "line",
    who: "partner",
    operator: "As a run's reason: the provider's plugin is not part of this installation any more.",
  },
  unauthenticated: REQUEST,
  forbidden: REQUEST,
  too_many_requests: REQUEST,
  internal_error: {
    reach: "run",
    who: "operator",
    operator:
      "A fault of this software or of its database. Find the run's id in the worker's log at level error, and report it with its stack.",
  },
  search_too_short: REQUEST,
  search_not_literal: REQUEST,
  changed_meanwhile: REQUEST,

  not_enabled: REQUEST,
  already_enabled: REQUEST,
  connection_paused: { reach: "run", who: "partner" },
  connection_attention: { reach: "run", who: "partner", operator: "The connection says for which reason; see that one." },
  identity_fixed: REQUEST,
  credentials_refused: {
    reach: "run",
    who: "partner",
    operator:
      "Nothing more is sent until the partner saves keys that pass. Where many partners are hit in one night, look at the clientId of the installation.",
  },
  credentials_unreadable: {
    reach: "run",
    who: "operator",
    operator:
      "CREDENTIALS_KEYS lacks the key these credentials were encrypted with. Put it back (last in the list), or ask the partner to enter the keys again.",
  },
  permission_missing: { reach: "either", who: "partner" },
  site_not_allowed: {
    reach: "run",
    who: "partner",
    operator:
      "The name leads to an address that is not public, or to a port that is not for HTTPS. A site inside the own network is allowed by OUTBOUND_ALLOW only.",
  },
  site_unreachable: {
    reach: "run",
    who: "partner",
    operator: "Where many partners are hit, try the site from the worker's machine: DNS, proxy, firewall.",
  },

  unmap_needs_support: { reach: "request", who: "support" },
  service_deprecated: REQUEST,
  product_not_found: LINE,
  product_not_allowed: LINE,

  company_not_found: REQUEST,
  agreement_not_of_company: REQUEST,
  agreement_ended: LINE,
  agreement_not_found: LINE,

  quantities_missing: {
    reach: "line",
    who: "operator",
    operator: "The console never pushed a count for this customer: look at its push job.",
  },
  quantities_stale: { reach: "line", who: "operator", operator: "The console's last push is older than 36 hours: look at its push job." },
  customer_excluded: LINE,
  agreement_has_excluded: LINE,
  several_lines: LINE,
  line_removed: LINE,
  line_orphaned: LINE,
  zero_left: LINE,
  zero_asks: LINE,
  period_invoiced: LINE,
  write_not_confirmed: {
    reach: "line",
    who: "nobody",
    operator: "Night after night on one line: compare the line at the provider with the run's record.",
  },
  add_not_confirmed: { reach: "line", who: "nobody" },
  rejected: {
    reach: "either",
    who: "partner",
    operator: "The run's detail is what the provider said. Where it names the clientId, it is the installation's.",
  },
  conflict: { reach: "line", who: "nobody" },

  rate_limited: {
    reach: "either",
    who: "nobody",
    operator: "Night after night: lower the connection's calls per minute, or its concurrency.",
  },
  timeout: { reach: "either", who: "nobody", operator: "Night after night: the site is slow; lower the connection's concurrency." },
  unavailable: {
    reach: "either",
    who: "nobody",
    operator: "Many partners at once: look at the provider's status page, then at your own way out.",
  },
  invalid_response: {
    reach: "either",
    who: "nobody",
    operator: "Night after night: something answers in the provider's place (a proxy, a login page), or the provider changed its API.",
  },

  mass_drop: {
    reach: "run",
    who: "partner",
    operator: "Many partners at once: the console's count is broken. Mend it and push again; do not let the runs go.",
  },
  run_cancelled: { reach: "run", who: "nobody" },
  run_superseded: { reach: "run", who: "nobody" },
  run_not_held: REQUEST,
  run_finished: REQUEST,
  connection_removed: { reach: "run", who: "nobody" },
};
