import { reasonOf, type ReasonCode, type SentNoticeKind } from "@integrations/core";
import type { NoticeFacts } from "./notice-facts.ts";

/** What a notice is written from. Of partner and provider, the names the console and the provider's own definition give them. */
export interface NoticeSubject {
  readonly kind: SentNoticeKind;
  readonly facts: NoticeFacts;
  readonly partnerName: string;
  /** Null where it is about no one provider. */
  readonly providerName: string | null;
  providerNameOf(providerId: string): string;
  /** A time in the partner's zone. */
  timeOf(at: Date): string;
  dayOf(at: Date): string;
}

/** A cause, a connection's week: one point of a message. */
export interface NoticePoint {
  readonly title: string;
  readonly text: string;
}

/** What a person reads, before it is made plain text or HTML. */
export interface NoticeText {
  readonly subject: string;
  readonly intro: string;
  readonly points: readonly NoticePoint[];
  /** Of the link to the page that is concerned. */
  readonly action: string;
}

/** Every sentence of every notice. What is the case, and what to do, is the reasons' own. */
export const NOTICE_TEXTS: Readonly<Record<SentNoticeKind, (about: NoticeSubject) => NoticeText>> = {
  first_failure: ({ facts, providerName, timeOf }) => {
    const whole = facts.causes.find(({ count }) => count === null);
    const n = facts.causes.length;
    return {
      subject: whole
        ? `${providerName}: ${facts.standsStill ? "updates have stopped" : "the nightly update failed"}`
        : `${providerName}: ${n === 1 ? "a new problem" : `${n} new problems`} in the nightly update`,
      intro: whole
        ? facts.standsStill
          ? `Nothing is updated at ${providerName} until somebody corrects this.`
          : `Nothing was updated at ${providerName} on ${timeOf(whole.since)}. The next night tries again.`
        : "The update got through, but left some quantities alone.",
      points: facts.causes.map((cause) => pointOf(cause.reason, cause.count)),
      action: "See the update",
    };
  },
  still_failing: ({ facts, providerName, timeOf }) => {
    const whole = facts.causes.find(({ count }) => count === null);
    const [first] = facts.causes;
    const since = whole ?? first;
    return {
      subject: whole
        ? `${providerName}: not updated for ${nightsOf(whole.nights)}`
        : `${providerName}: ${facts.causes.length === 1 ? "a problem is" : `${facts.causes.length} problems are`} still there`,
      intro: whole
        ? `Nothing has been updated at ${providerName} since ${timeOf(whole.since)}.`
        : `These quantities have been left alone${since === undefined ? "" : ` for ${nightsOf(since.nights)}`}.`,
      points: facts.causes.map((cause) => pointOf(cause.reason, cause.count)),
      action: "See the last update",
    };
  },
  recovered: ({ facts, providerName, timeOf }) => {
    const whole = facts.causes.find(({ count }) => count === null);
    return {
      subject: whole
        ? `${providerName}: updates work again`
        : `${providerName}: ${facts.causes.length === 1 ? "a problem is" : `${facts.causes.length} problems are`} solved`,
      intro: whole
        ? `Quantities are updated at ${providerName} again. Nothing had been updated since ${timeOf(whole.since)}.`
        : "The last update no longer met this.",
      points: facts.causes.flatMap(({ reason, nights, since }) =>
        reason === null ? [] : [{ title: reasonOf(reason).sentence, text: `It was met in ${nightsOf(nights)}, from ${timeOf(since)} on.` }],
      ),
      action: "See the update",
    };
  },
  held_run: ({ facts, providerName }) => ({
    subject: `${providerName}: an update waits for your decision`,
    intro: `Nothing was written at ${providerName}, and nothing will be until somebody decides.`,
    points: [pointOf("mass_drop", facts.waiting)],
    action: "Look at it and decide",
  }),
  weekly_digest: ({ facts, partnerName, dayOf, providerNameOf }) => ({
    subject: `${partnerName}: the week in quantities`,
    intro:
      facts.from === undefined || facts.to === undefined
        ? "The last seven days."
        : `From ${dayOf(facts.from)} to ${dayOf(facts.to)}, at each provider.`,
    points: facts.weeks.flatMap((week) => weekPoints(week, providerNameOf(week.providerId))),
    action: "Open the integrations",
  }),
  test: ({ partnerName }) => ({
    subject: "Test message",
    intro: `This is what a notice about the integrations of ${partnerName} looks like. There is nothing to do.`,
    points: [],
    action: "Open the notification settings",
  }),
  confirm_address: ({ partnerName }) => ({
    subject: "Confirm this address",
    intro: `Somebody of ${partnerName} wants notices about its integrations to be sent here. Nothing is sent until this is confirmed; whoever did not ask for it need do nothing.`,
    points: [],
    action: "Confirm this address",
  }),
};

/** Under every notice. */
export const NOTICE_FOOTER = {
  why: (partnerName: string) => `You are told of the integrations of ${partnerName} because you asked to be.`,
  change: "Change what is sent to you",
} as const;

function pointOf(reason: ReasonCode | null, count: number | null): NoticePoint {
  const { sentence, nextStep } = reasonOf(reason ?? "internal_error");
  return { title: count === null ? sentence : `${sentence} (${count === 1 ? "1 entry" : `${count} entries`})`, text: nextStep };
}

function weekPoints(week: NoticeFacts["weeks"][number], name: string): NoticePoint[] {
  const done = [
    week.nights === 0
      ? "No night was due"
      : `${nightsOf(week.nights)}, ${week.failedNights === 0 ? "none of them failed" : `${week.failedNights} failed`}`,
    `${week.set} quantities set`,
    `${week.added} lines added`,
    ...(week.held > 0 ? [`${week.held} held`] : []),
    ...(week.status === "active" ? [] : [week.status === "paused" ? "paused now" : "stopped now: needs attention"]),
  ];
  return [
    { title: name, text: `${done.join("; ")}.` },
    ...week.problems.map(({ reason, count }) => {
      const { title, text } = pointOf(reason, count);
      return { title: `${name}: ${title}`, text };
    }),
  ];
}

function nightsOf(nights: number): string {
  return nights === 1 ? "1 night" : `${nights} nights`;
}
