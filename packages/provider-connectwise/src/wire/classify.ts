import type { HttpAnswer, HttpVerdict } from "@integrations/provider-kit";
import { z } from "zod";

/** Marks the answer that calls for a new discovery; see `isEndpointMissing`. */
export const ENDPOINT_MISSING = "There is no such endpoint under this codebase.";

/** The error body (V), and the one of a throttled call, whose key is `error` (O). Everything may be absent or null. */
const errorBody = z.object({
  code: z.string().nullish(),
  error: z.string().nullish(),
  message: z.string().nullish(),
  errors: z
    .array(z.object({ code: z.string().nullish(), message: z.string().nullish(), field: z.string().nullish() }))
    .nullish()
    .catch(null),
});

/** What an answer of ConnectWise means: by status first, by body second (FACTS section 4). */
export function classify(answer: HttpAnswer): HttpVerdict | undefined {
  const said = sayingOf(answer.body);
  const detail = said === "" ? {} : { detail: said };
  switch (answer.status) {
    case 400:
      return /client[\s_-]?id/i.test(said || answer.body)
        ? unknownClientId()
        : { code: "rejected", message: "ConnectWise refused the request as invalid.", ...detail };
    case 401:
      return { code: "credentials_refused", message: "ConnectWise refused the keys.", ...detail };
    case 403:
      return { code: "permission_missing", message: "The API member's role lacks the right to do this.", ...detail };
    case 404:
      return /endpoint does not exist/i.test(said || answer.body)
        ? { code: "invalid_response", message: ENDPOINT_MISSING, retryable: false, effect: "none" }
        : { code: "not_found", message: "ConnectWise has no such record.", ...detail };
    case 409:
      return { code: "conflict", message: "ConnectWise refused a conflicting change.", ...detail };
    case 429: {
      const seconds = /try again in (\d{1,5}) seconds?/i.exec(said)?.[1];
      const named = answer.headers["retry-after"] === undefined && seconds !== undefined && Number(seconds) > 0;
      return {
        code: "rate_limited",
        message: "ConnectWise asked to slow down.",
        ...detail,
        ...(named ? { retryAfterMs: Number(seconds) * 1000 } : {}),
      };
    }
    default:
      return undefined;
  }
}

/** The operator's to repair, not the partner's: the header belongs to the platform. */
function unknownClientId(): HttpVerdict {
  const detail = "ConnectWise does not accept this platform's clientId (CONNECTWISE_CLIENT_ID). The platform's operator has to correct it.";
  return { code: "rejected", message: detail, detail };
}

/** What an error body says, the fields it names included; empty where it is no error body. */
export function sayingOf(body: string): string {
  const parsed = errorBody.safeParse(parseOrNull(body));
  if (!parsed.success) return "";
  const { message, errors, error, code } = parsed.data;
  const particulars = (errors ?? []).flatMap((each) => {
    const text = each.message ?? each.code ?? "";
    return text === "" || text === message ? [] : [each.field == null || text.includes(each.field) ? text : `${each.field}: ${text}`];
  });
  return [message ?? error ?? code ?? "", ...particulars].filter((part) => part !== "").join(" ");
}

function parseOrNull(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
