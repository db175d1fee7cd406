/**
 * What the issuer shows between the console's sign-out and the way back to it. Whoever pressed "Sign out" there has answered
 * already, so the page sends its form by itself; the button is for browsers that run no scripts.
 * @param form the issuer's own form, with the id it gave it
 */
export function renderSignOutPage(form: string): string {
  const id = /id="([^"]+)"/.exec(form)?.[1] ?? "";
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Signing out</title></head>
<body>
${form}
<button autofocus type="submit" form="${id}" name="logout" value="yes">Sign out</button>
<script>document.querySelector("button").click();</script>
</body>
</html>`;
}
