import type { ProviderError } from "@integrations/core";
import type { HttpAnswer, HttpVerdict } from "@integrations/provider-kit";
import { sayingOf } from "./error-body.ts";

/** Marks the answer that may mean another zone by now; see `isEndpointMissing`. */
const ENDPOINT_MISSING = "There is no such endpoint in this zone.";
/** Marks the refusal of a second adjustment of a line on one day; see `isDateTaken`. */
const DATE_TAKEN = "The line has an adjustment on this day already.";

/** The path or the zone is not there: 404 is about nothing else, since records are only ever queried for. */
export function isEndpointMissing(error: ProviderError): boolean {
  return error.message === ENDPOINT_MISSING;
}

export function isDateTaken(error: ProviderError): boolean {
  return error.message === DATE_TAKEN;
}

interface KnownText {
  readonly pattern: RegExp;
  readonly verdict: HttpVerdict;
}

/**
 * Refusals come as 500 with a text (C), so it is the text that tells. Each of them says that nothing was done. A text that is
 * not here is taken for a passing fault, whose effect nobody knows.
 */
const KNOWN_TEXTS: readonly KnownText[] = [
  known(/duplicate data into contract_service/i, { code: "conflict", message: DATE_TAKEN }),
  known(/thread threshold|itgenatr005|request threshold|threshold .*exceeded/i, {
    code: "rate_limited",
    message: "Autotask asked to slow down.",
  }),
  known(/user ?name.*(?:not valid|invalid)|invalid .*(?:user ?name|credentials)|password is (?:incorrect|invalid)/i, {
    code: "credentials_refused",
    message: "Autotask does not accept the API user.",
  }),
  known(
    /(?:adequate|sufficient) permission|permission (?:is |was )?denied|not have permission|access (?:is |was )?denied|not authorized/i,
    {
      code: "permission_missing",
      message: "The API user's security level lacks the right to do this.",
    },
  ),
  known(/effectivedate must be between/i, {
    code: "rejected",
    reason: "agreement_ended",
    message: "The day lies outside the contract's first and last day.",
  }),
  known(/approved and posted|already (?:been )?posted/i, {
    code: "rejected",
    reason: "period_invoiced",
    message: "The billing period is approved and posted already.",
  }),
  known(/does not reference an existing entity|no longer exists/i, { code: "not_found", message: "Autotask has no such record." }),
  known(/negative|greater than (?:0|zero)|cannot be (?:0|zero)|less than (?:0|zero)/i, {
    code: "rejected",
    message: "Autotask refused this number of units.",
  }),
  known(/already exists|inactive|period type|billing period/i, {
    code: "rejected",
    message: "Autotask refused the service on this contract.",
  }),
  known(/required field|must be a valid|is not valid|not supported|unable to find|must be between|missing required|cannot be null/i, {
    code: "rejected",
    message: "Autotask refused the request as invalid.",
  }),
];

function known(pattern: RegExp, verdict: HttpVerdict): KnownText {
  return { pattern, verdict: { ...verdict, effect: "none" } };
}

/**
 * What an answer of Autotask means (FACTS section 6).
 * @param hasOwnCode whether the tracking identifier is the partner's own, or the platform's
 */
export function classify(answer: HttpAnswer, hasOwnCode: boolean): HttpVerdict | undefined {
  const said = sayingOf(answer.body);
  const detail = said === "" ? {} : { detail: said };
  switch (answer.status) {
    case 401:
      return { code: "credentials_refused", message: "Autotask refused the API user or its secret.", ...detail };
    case 403:
      return { code: "permission_missing", message: "The API user's security level lacks the right to do this.", ...detail };
    case 404:
      return { code: "invalid_response", message: ENDPOINT_MISSING, retryable: false, effect: "none" };
    case 405:
      return { code: "rejected", message: "Autotask does not take this method here.", ...detail };
    case 400:
    case 500: {
      if (/integration\s?code|tracking identifier/i.test(said)) return refusedCode(said, hasOwnCode);
      const found = KNOWN_TEXTS.find(({ pattern }) => pattern.test(said));
      return found === undefined ? undefined : { ...found.verdict, ...detail };
    }
    default:
      return undefined;
  }
}

/** The partner's to repair, or the operator's: the code may belong to the platform. */
function refusedCode(said: string, hasOwnCode: boolean): HttpVerdict {
  if (hasOwnCode)
    return { code: "credentials_refused", message: "Autotask does not accept the tracking identifier.", detail: said, effect: "none" };
  const detail =
    "Autotask does not accept this platform's tracking identifier (AUTOTASK_INTEGRATION_CODE) for the API user. Choose the platform as the API user's integration vendor, or enter a tracking identifier of your own.";
  return { code: "rejected", message: detail, detail, effect: "none" };
}
