/**
 * Why something was not done, as one closed list. Screen, e-mail, API and help page all read it.
 *
 * `kind` tells the API how to answer a request refused for this reason; a reason that only ever stands in a run's record
 * has the kind `record`.
 */
export interface Reason {
  readonly kind:
    | "invalid"
    | "not_found"
    | "forbidden"
    | "unauthenticated"
    | "conflict"
    | "precondition"
    | "too_many"
    | "upstream"
    | "record"
    | "internal";
  /** One plain sentence: what is the case. */
  readonly sentence: string;
  /** One thing to do, as a sentence. */
  readonly nextStep: string;
}

export const REASONS = {
  // Requests
  invalid_input: {
    kind: "invalid",
    sentence: "Something in the request is not as it should be.",
    nextStep: "Correct the marked value and try again.",
  },
  not_found: { kind: "not_found", sentence: "There is no such record.", nextStep: "Reload the page; it may have been removed meanwhile." },
  unauthenticated: { kind: "unauthenticated", sentence: "You are not signed in, or your session has ended.", nextStep: "Sign in again." },
  forbidden: { kind: "forbidden", sentence: "Your role does not allow this.", nextStep: "Ask somebody with the right role to do it." },
  too_many_requests: { kind: "too_many", sentence: "Too many requests came in a short time.", nextStep: "Wait a minute and try again." },
  internal_error: {
    kind: "internal",
    sentence: "Something went wrong on our side.",
    nextStep: "Try again; if it stays, tell support the request id.",
  },
  search_too_short: { kind: "invalid", sentence: "The search text is too short.", nextStep: "Type at least 3 characters." },
  search_not_literal: {
    kind: "invalid",
    sentence: "This search text cannot be searched for as it is written.",
    nextStep: "Leave out control characters, and do not mix single and double quotes.",
  },
  changed_meanwhile: {
    kind: "conflict",
    sentence: "Somebody else saved a change meanwhile.",
    nextStep: "Look at the current values and save again.",
  },

  // Connection
  not_enabled: { kind: "precondition", sentence: "The integration is not enabled.", nextStep: "Enable it on the Integrations page first." },
  already_enabled: {
    kind: "conflict",
    sentence: "The integration is enabled already.",
    nextStep: "Change its settings on the Connection tab.",
  },
  connection_paused: { kind: "precondition", sentence: "The integration is paused.", nextStep: "Resume it on the Connection tab." },
  connection_attention: {
    kind: "precondition",
    sentence: "The integration needs attention before it can do this.",
    nextStep: "Correct its settings on the Connection tab.",
  },
  identity_fixed: {
    kind: "conflict",
    sentence: "A connection stays with the account it was made for.",
    nextStep: "Remove the integration and enable it again with the other account.",
  },
  credentials_refused: {
    kind: "precondition",
    sentence: "The provider does not accept these credentials.",
    nextStep: "Check the settings on the Connection tab, and enter the keys again.",
  },
  credentials_unreadable: {
    kind: "precondition",
    sentence: "The stored credentials can no longer be read.",
    nextStep: "Enter the keys again on the Connection tab.",
  },
  permission_missing: {
    kind: "precondition",
    sentence: "The keys lack a permission that is needed.",
    nextStep: "Give the keys the permission that is marked, then check again.",
  },
  site_not_allowed: {
    kind: "invalid",
    sentence: "This site is not an address the platform may speak to.",
    nextStep: "Enter the public host name of the site, without https:// and without a path.",
  },
  site_unreachable: {
    kind: "precondition",
    sentence: "The site cannot be reached.",
    nextStep: "Check the host name, its certificate, and that the site can be reached from the internet over HTTPS.",
  },

  // Mapping
  unmap_needs_support: {
    kind: "forbidden",
    sentence: "A mapped service cannot be set back to Not Assigned here.",
    nextStep: "Choose another product, or ask support to remove the mapping.",
  },
  service_deprecated: {
    kind: "precondition",
    sentence: "This service is deprecated and none of your customers has units of it.",
    nextStep: "Leave it as Not Assigned.",
  },
  product_not_found: {
    kind: "precondition",
    sentence: "The product is gone or inactive at the provider.",
    nextStep: "Activate it there, or map the service to another product.",
  },
  product_not_allowed: {
    kind: "precondition",
    sentence: "Bundle products cannot be lines of agreements.",
    nextStep: "Map the service to another product, one that is not a bundle.",
  },

  // Assignment and agreements
  company_not_found: {
    kind: "precondition",
    sentence: "The company is gone at the provider.",
    nextStep: "Search for the company again and choose it.",
  },
  agreement_not_of_company: {
    kind: "precondition",
    sentence: "The agreement does not belong to the chosen company.",
    nextStep: "Choose one of the company's own agreements.",
  },
  agreement_ended: {
    kind: "precondition",
    sentence: "The agreement is cancelled, expired, inactive or past its end.",
    nextStep: "Assign the customer to another agreement, one that is active.",
  },
  agreement_not_found: {
    kind: "precondition",
    sentence: "The agreement is gone at the provider, or the keys may not see it.",
    nextStep: "Assign the customer to another agreement, or let the keys see this one.",
  },

  // Lines
  quantities_missing: {
    kind: "record",
    sentence: "No quantities were ever received for this customer.",
    nextStep: "Wait for the next count; if it stays, ask support.",
  },
  quantities_stale: {
    kind: "record",
    sentence: "The customer's last count is older than 36 hours.",
    nextStep: "Wait for the next count; if it stays, ask support.",
  },
  customer_excluded: {
    kind: "record",
    sentence: "The customer is excluded, so its lines are left as they are.",
    nextStep: "Nothing, as long as that is meant; include the customer to have its quantities set again.",
  },
  agreement_has_excluded: {
    kind: "record",
    sentence: "Another customer of this agreement is excluded, so the sums on its lines cannot be set.",
    nextStep: "Include that customer, or assign it to another agreement, one of its own.",
  },
  several_lines: {
    kind: "record",
    sentence: "The agreement has several ongoing lines for this product, and none of them is known to be ours.",
    nextStep: "Cancel all but one of them at the provider.",
  },
  line_removed: {
    kind: "record",
    sentence: "The line we kept was cancelled or removed at the provider.",
    nextStep: "Choose to add it again or to leave it.",
  },
  line_orphaned: {
    kind: "record",
    sentence: "We once set this line, and no mapping or assignment asks for it any more.",
    nextStep: "Choose to set it to 0 or to leave it.",
  },
  zero_left: {
    kind: "record",
    sentence: "The count fell to 0, and the mapping says to leave the line then.",
    nextStep: "Set the line by hand where that is right, or change what the mapping does at 0.",
  },
  zero_asks: {
    kind: "record",
    sentence: "The count fell to 0, and the mapping says to ask before the line is set to 0.",
    nextStep: "Choose to set it to 0 or to leave it.",
  },
  period_invoiced: {
    kind: "record",
    sentence: "The provider refuses a new line because the period is invoiced already.",
    nextStep: "Add the line by hand, or wait for the next billing period.",
  },
  write_not_confirmed: {
    kind: "record",
    sentence: "The provider's answer did not show the quantity that was asked for.",
    nextStep: "Look at the line at the provider; the next update tries again.",
  },
  add_not_confirmed: {
    kind: "record",
    sentence: "The answer to adding the line was lost, and it is not to be seen yet.",
    nextStep: "Nothing: the next update looks again before it adds anything.",
  },
  rejected: { kind: "precondition", sentence: "The provider refused the request.", nextStep: "Read what it said, and correct it there." },
  conflict: {
    kind: "conflict",
    sentence: "The record was changed at the provider meanwhile.",
    nextStep: "Nothing: the next update reads it again.",
  },

  // The provider as a whole
  rate_limited: { kind: "upstream", sentence: "The provider asked us to slow down.", nextStep: "Nothing: it is tried again later." },
  timeout: { kind: "upstream", sentence: "The provider did not answer in time.", nextStep: "Nothing: it is tried again later." },
  unavailable: {
    kind: "upstream",
    sentence: "The provider could not be reached or answered with a fault.",
    nextStep: "Nothing: it is tried again later.",
  },
  invalid_response: {
    kind: "upstream",
    sentence: "The provider gave an answer that cannot be understood.",
    nextStep: "Try again; if it stays, ask support.",
  },

  // Runs
  mass_drop: {
    kind: "record",
    sentence: "An unusual share of lines would fall to 0, so nothing was written.",
    nextStep: "Look at the list; let the update go if it is right, or cancel it.",
  },
  run_cancelled: {
    kind: "record",
    sentence: "The update was cancelled before it got here.",
    nextStep: "Start another update when you are ready.",
  },
  run_superseded: { kind: "record", sentence: "A later update took the place of this one.", nextStep: "Look at the later update." },
  run_not_held: {
    kind: "conflict",
    sentence: "Only a held update can be let go.",
    nextStep: "Reload the page to see where the update stands.",
  },
  run_finished: { kind: "conflict", sentence: "The update has ended already.", nextStep: "Reload the page to see how it ended." },
  connection_removed: {
    kind: "record",
    sentence: "The integration was removed or paused while the update was under way.",
    nextStep: "Enable or resume it, then start another update.",
  },
} as const satisfies Record<string, Reason>;

export type ReasonCode = keyof typeof REASONS;

export const REASON_CODES = Object.keys(REASONS) as ReasonCode[];

export function reasonOf(code: ReasonCode): Reason {
  return REASONS[code];
}

/**
 * Reasons for which nothing is written because the partner wants it so. They are told, and nobody has to look at them: a run with
 * no others has succeeded.
 */
export const CHOSEN_REASONS = ["customer_excluded", "zero_left"] as const satisfies readonly ReasonCode[];

export function isChosen(code: ReasonCode | null): boolean {
  return CHOSEN_REASONS.some((each) => each === code);
}

export function isReasonCode(text: string): text is ReasonCode {
  return Object.hasOwn(REASONS, text);
}
