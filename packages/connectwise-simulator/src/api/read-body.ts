import type { ApiRequest } from "@integrations/simulator-kit";
import { badRequest, unsupportedMediaType } from "./refusals.ts";

const JSON_TYPES = ["application/json", "application/json-patch+json"];

/** @throws Refusal 415 for a type that is not JSON, 400 for text that is not */
export function readJsonBody({ headers, body }: ApiRequest): unknown {
  const [type = ""] = (headers["content-type"] ?? "").split(";");
  const name = type.trim().toLowerCase();
  if (!JSON_TYPES.includes(name) && !/^application\/vnd\.connectwise\.com\+json$/.test(name)) throw unsupportedMediaType();
  try {
    return JSON.parse(body);
  } catch {
    throw badRequest("InvalidJson", "The body of the request is not valid JSON.");
  }
}

/** @throws Refusal 400 */
export function readJsonObject(request: ApiRequest): Readonly<Record<string, unknown>> {
  const body = readJsonBody(request);
  if (typeof body !== "object" || body === null || Array.isArray(body)) throw badRequest("InvalidObject", "addition object is invalid");
  return body as Record<string, unknown>;
}
