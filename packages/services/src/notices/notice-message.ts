import type { SentNoticeKind } from "@integrations/core";
import { NOTICE_FOOTER, NOTICE_TEXTS, type NoticeSubject, type NoticeText } from "./notice-texts.ts";

/** A notice as it is sent by e-mail. */
export interface NoticeMessage {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export interface NoticeLinks {
  /** To the page that is concerned. */
  readonly page: string;
  /** To what is sent to whom. */
  readonly settings: string;
}

export function textOf(about: NoticeSubject): NoticeText {
  return NOTICE_TEXTS[about.kind](about);
}

/** The same words twice. Nothing in it is fetched from anywhere. */
export function messageOf(about: NoticeSubject, links: NoticeLinks): NoticeMessage {
  const text = textOf(about);
  const footer = isAsked(about.kind) ? undefined : NOTICE_FOOTER.why(about.partnerName);
  return { subject: text.subject, text: plainOf(text, links, footer), html: htmlOf(text, links, footer) };
}

/** Who has confirmed nothing yet has asked for nothing either. */
function isAsked(kind: SentNoticeKind): boolean {
  return kind === "confirm_address";
}

function plainOf({ intro, points, action }: NoticeText, links: NoticeLinks, footer: string | undefined): string {
  return [
    intro,
    ...points.map(({ title, text }) => `- ${title}\n  ${text}`),
    `${action}:\n${links.page}`,
    ...(footer === undefined ? [] : [`-- \n${footer}\n${NOTICE_FOOTER.change}: ${links.settings}`]),
  ].join("\n\n");
}

function htmlOf({ subject, intro, points, action }: NoticeText, links: NoticeLinks, footer: string | undefined): string {
  const list = points.map(
    ({ title, text }) => `<li style="margin:0 0 12px"><strong>${escapeHtml(title)}</strong><br>${escapeHtml(text)}</li>`,
  );
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(subject)}</title></head>
<body style="margin:0;padding:24px 16px;background:#f8fafc;color:#1e293b;font:16px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif">
<div style="max-width:560px;margin:0 auto;padding:24px;background:#ffffff;border:1px solid #cbd5e1;border-radius:8px">
<h1 style="margin:0 0 12px;font-size:20px;line-height:1.3">${escapeHtml(subject)}</h1>
<p style="margin:0 0 16px">${escapeHtml(intro)}</p>
${list.length === 0 ? "" : `<ul style="margin:0 0 16px;padding:0 0 0 20px">${list.join("")}</ul>\n`}<p style="margin:0"><a href="${escapeHtml(links.page)}" style="display:inline-block;padding:10px 16px;background:#1d4ed8;color:#ffffff;border-radius:6px;text-decoration:none">${escapeHtml(action)}</a></p>
</div>
${
  footer === undefined
    ? ""
    : `<p style="max-width:560px;margin:16px auto 0;font-size:13px;color:#475569">${escapeHtml(footer)} <a href="${escapeHtml(links.settings)}" style="color:#1d4ed8">${escapeHtml(NOTICE_FOOTER.change)}</a></p>`
}
</body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
