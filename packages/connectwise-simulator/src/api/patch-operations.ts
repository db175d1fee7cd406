import { badRequest } from "./refusals.ts";

export interface PatchOperation {
  readonly op: "add" | "replace" | "remove";
  /** Split at slashes, without an empty first part. */
  readonly path: readonly string[];
  readonly value: unknown;
}

const OPERATIONS = ["add", "replace", "remove"];

/**
 * Reads a JSON patch: a bare array; paths with and without a leading slash are both in use (FACTS section 3, V and O).
 * @throws Refusal 400
 */
export function readPatch(body: unknown): PatchOperation[] {
  if (!Array.isArray(body) || body.length === 0) throw badRequest("InvalidObject", "A patch must be a list of operations.");
  return body.map((operation: unknown) => {
    const { op, path, value } = (operation ?? {}) as { op?: unknown; path?: unknown; value?: unknown };
    if (typeof op !== "string" || !OPERATIONS.includes(op) || typeof path !== "string" || path.replaceAll("/", "") === "") {
      throw badRequest("InvalidObject", "An operation of the patch has no known op or no path.");
    }
    return { op: op as PatchOperation["op"], path: path.split("/").filter((part) => part !== ""), value };
  });
}
