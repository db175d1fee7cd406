import type { CaughtMail } from "./mail-catcher.ts";

/** What was caught, newest first. */
export function renderMailList(mails: readonly CaughtMail[]): string {
  const rows = mails.map(
    (mail, index) =>
      `<li><a href="/${index}">${escapeHtml(mail.subject)}</a><br><small>to ${escapeHtml(mail.to)}, ${mail.at.toISOString()}</small></li>`,
  );
  return frame(
    "Mails of the demo",
    rows.length === 0 ? "<p>None yet. They appear here and go nowhere else.</p>" : `<ul>${rows.toReversed().join("")}</ul>`,
  );
}

/** A mail as a mail program shows it, and as plain text. */
export function renderMail({ subject, to, text, html }: CaughtMail): string {
  return frame(
    subject,
    `<p><a href="/">All mails</a></p><p>To ${escapeHtml(to)}</p>
    <iframe title="HTML" sandbox="allow-popups allow-top-navigation-by-user-activation" srcdoc="${escapeHtml(html)}"></iframe>
    <pre>${escapeHtml(text)}</pre>`,
  );
}

function frame(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { margin: 0 auto; max-width: 48rem; padding: 1.5rem 1rem; background: Canvas; color: CanvasText; }
  li { margin: 0 0 .75rem; } iframe { width: 100%; height: 30rem; border: 1px solid; background: white; } pre { white-space: pre-wrap; overflow-wrap: anywhere; }
</style>
</head>
<body><h1>${escapeHtml(title)}</h1>${body}</body>
</html>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
