import type { NoticeRecord } from "@integrations/database";

/** Where in the console a notice leads to. */
export function pagePathOf(notice: Pick<NoticeRecord, "kind" | "providerId" | "runId">, token: string | undefined): string {
  const provider = notice.providerId === null ? undefined : encodeURIComponent(notice.providerId);
  switch (notice.kind) {
    case "confirm_address":
      // Behind the sign that is never sent to a server, and stands in no log.
      return `/notifications/confirm#${token ?? ""}`;
    case "test":
      return "/notifications";
    default:
      if (provider === undefined) return "/integrations";
      return notice.runId === null ? `/integrations/${provider}/connection` : `/integrations/${provider}/activity/${notice.runId}`;
  }
}

export const SETTINGS_PATH = "/notifications";
