import { z } from "zod";

/** `{"errors":[...]}` from the application, `{"Message":"..."}` from the web server before it (C). Everything may be absent. */
const errorBody = z.object({
  errors: z.array(z.string()).nullish().catch(null),
  Message: z.string().nullish().catch(null),
});

/** What an error body says; empty where it is no error body. */
export function sayingOf(body: string): string {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return "";
  }
  const parsed = errorBody.safeParse(json);
  if (!parsed.success) return "";
  const { errors, Message } = parsed.data;
  return (errors ?? [Message ?? ""])
    .map((text) => text.trim())
    .filter((text) => text !== "")
    .join(" ");
}
