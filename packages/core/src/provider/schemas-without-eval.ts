import { z } from "zod";

/**
 * Keeps the schema library from making functions out of text, and from trying whether it might: under a content security policy that
 * forbids it, each attempt is reported as a breach. For browsers; to be called before the first schema is used.
 */
export function useSchemasWithoutEval(): void {
  z.config({ jitless: true });
}
