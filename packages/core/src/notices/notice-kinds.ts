/**
 * What people are told of without looking; each can be switched off.
 *
 * - `first_failure`  a night failed, or problems of a new cause were met
 * - `still_failing`  a cause is still there: in its second night, then once a week
 * - `recovered`      a cause that was told of is gone
 * - `held_run`       a run waits for somebody's decision
 * - `weekly_digest`  a week in numbers
 */
export const NOTICE_KINDS = ["first_failure", "still_failing", "recovered", "held_run", "weekly_digest"] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** What one person asked for themselves; never switched off. */
export const ASKED_NOTICE_KINDS = ["test", "confirm_address"] as const;

export type SentNoticeKind = NoticeKind | (typeof ASKED_NOTICE_KINDS)[number];

export function isNoticeKind(text: string): text is NoticeKind {
  return (NOTICE_KINDS as readonly string[]).includes(text);
}
