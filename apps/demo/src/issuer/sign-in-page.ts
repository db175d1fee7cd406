import type { SampleAccount } from "./accounts.ts";

/** The demo's sign-in page: a button per sample account, no password. */
export function renderSignInPage(accounts: readonly SampleAccount[]): string {
  const buttons = accounts
    .map(
      (account) => `
      <button name="account" value="${escapeHtml(account.id)}">
        <strong>${escapeHtml(account.name)}</strong>
        <span>${escapeHtml(account.description)}</span>
      </button>`,
    )
    .join("");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sign in: sample accounts</title>
<style>
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { margin: 0; min-height: 100dvh; display: grid; place-items: center; background: Canvas; color: CanvasText; }
  main { width: min(28rem, calc(100vw - 2rem)); padding: 2rem 0; }
  h1 { font-size: 1.5rem; margin: 0 0 .25rem; }
  p { margin: 0 0 1.5rem; opacity: .75; }
  button { display: block; width: 100%; text-align: left; padding: .875rem 1rem; margin: 0 0 .75rem; font: inherit; color: inherit;
    background: transparent; border: 1px solid color-mix(in srgb, CanvasText 30%, transparent); border-radius: .5rem; cursor: pointer; overflow-wrap: anywhere; }
  button:hover, button:focus-visible { border-color: #2563eb; outline: 2px solid #2563eb; outline-offset: 1px; }
  button span { display: block; font-size: .875rem; opacity: .75; }
</style>
</head>
<body>
<main>
  <h1>Choose a sample account</h1>
  <p>This sign-in belongs to the demo. It asks for no password.</p>
  <form method="post">${buttons}
  </form>
</main>
</body>
</html>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
