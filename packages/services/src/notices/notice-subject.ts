import type { SentNoticeKind } from "@integrations/core";
import { findPartner, type NoticeRecord } from "@integrations/database";
import type { ServiceContext } from "../service-context.ts";
import { noticeFactsSchema, type NoticeFacts } from "./notice-facts.ts";
import type { NoticeOutlets } from "./notice-outlets.ts";
import type { NoticeSubject } from "./notice-texts.ts";

export interface Sending {
  readonly context: ServiceContext;
  readonly outlets: NoticeOutlets;
  readonly signal: AbortSignal;
}

/** What the texts of a notice are written from. @param weekOf of a digest, the one connection it is told to */
export async function subjectOf({ context }: Sending, notice: NoticeRecord, weekOf?: string): Promise<NoticeSubject> {
  const partner = await findPartner(context.database.db, notice.partnerId);
  const timeZone = partner?.timeZone ?? "UTC";
  const providerNameOf = (providerId: string): string => context.providers.find(providerId)?.name ?? providerId;
  const facts: NoticeFacts = noticeFactsSchema.parse(notice.facts);
  return {
    // Written by ourselves, so it is one of them.
    kind: notice.kind as SentNoticeKind,
    facts: weekOf === undefined ? facts : { ...facts, weeks: facts.weeks.filter(({ connectionId }) => connectionId === weekOf) },
    partnerName: partner?.name ?? notice.partnerId,
    providerName: notice.providerId === null ? null : providerNameOf(notice.providerId),
    providerNameOf,
    timeOf: (at) => new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short", timeZone }).format(at),
    dayOf: (at) => new Intl.DateTimeFormat("en", { dateStyle: "long", timeZone }).format(at),
  };
}
