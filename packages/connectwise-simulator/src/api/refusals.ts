import { jsonAnswer, Refusal, textAnswer } from "@integrations/simulator-kit";
import type { Behaviour } from "../tenant/behaviour.ts";
import { htmlAnswer } from "./answer.ts";

export interface FieldError {
  readonly code: string;
  readonly message: string;
  readonly resource: string;
  readonly field: string;
}

/** 400 about an object that was sent; whether the list of errors is there differs between sites (FACTS section 4, V and O). */
export function invalidObject(resource: string, errors: readonly FieldError[], errorList: Behaviour["errorList"]): Refusal {
  return badRequest("InvalidObject", `${resource} object is invalid`, errors, errorList);
}

export function badRequest(
  code: string,
  message: string,
  errors: readonly FieldError[] = [],
  errorList: Behaviour["errorList"] = "absent",
): Refusal {
  const list = errorList === "filled" ? { errors } : errorList === "null" ? { errors: null } : {};
  return new Refusal(jsonAnswer(400, { code, message, ...list }));
}

/** A missing or unknown `clientId`; sometimes plain text (O). */
export function badClientId(as: Behaviour["badClientId"]): Refusal {
  const message = "The clientId header is missing or is not a registered clientId.";
  return new Refusal(as === "text" ? textAnswer(400, message) : jsonAnswer(400, { code: "InvalidClientId", message, errors: null }));
}

export function badCredentials(as: Behaviour["badCredentials"]): Refusal {
  switch (as) {
    case "404":
      return new Refusal(jsonAnswer(404, { code: "NotFound", message: "The resource was not found." }));
    case "user-not-authenticated":
      return new Refusal(
        jsonAnswer(401, {
          code: "ConnectWiseApi",
          message: "UserNotAuthenticated",
          errors: [{ code: "UserNotAuthenticated", message: "The user is not authenticated.", resource: "", field: "" }],
        }),
      );
    default:
      return new Refusal(jsonAnswer(401, { code: "Unauthorized", message: "You are not authorized to use this API.", errors: null }));
  }
}

export function noPermission(): Refusal {
  return new Refusal(
    jsonAnswer(403, { code: "Security", message: "You do not have security permission to perform this action.", errors: null }),
  );
}

export function notFound(resource: string, id: string | number): Refusal {
  return new Refusal(jsonAnswer(404, { code: "NotFound", message: `${resource} ${id} not found`, errors: null }));
}

/** A path that is not there, or one under an earlier codebase. */
export function noEndpoint(): Refusal {
  return new Refusal(jsonAnswer(404, { code: "ConnectWiseApi", message: "The endpoint does not exist." }));
}

export function methodNotAllowed(): Refusal {
  return new Refusal(jsonAnswer(405, { code: "ConnectWiseApi", message: "The requested resource does not support this method." }));
}

export function unsupportedMediaType(): Refusal {
  return new Refusal(jsonAnswer(415, { code: "ConnectWiseApi", message: "The request entity's media type is not supported." }));
}

export function urlTooLong(as: Behaviour["longUrl"]): Refusal {
  return new Refusal(htmlAnswer(Number(as), as === "414" ? "Request-URI Too Long" : "404 - File or directory not found."));
}
