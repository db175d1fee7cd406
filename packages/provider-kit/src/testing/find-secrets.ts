/**
 * Which of these texts hold one of the secrets: as it is, or encoded as a careless program would: percent, JSON or HTML
 * escapes, base64 (alone or with something before it) and hexadecimal. Decodes what is in the texts rather than encoding
 * the secrets as the redactor does, so that a form forgotten there is found here.
 */
export function findSecrets(texts: Iterable<string>, secrets: readonly string[]): string[] {
  const searched = secrets.map((secret) => secret.toLowerCase());
  return [...texts].filter((text) => viewsOf(text).some((view) => searched.some((secret) => view.toLowerCase().includes(secret))));
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function viewsOf(text: string): string[] {
  const unescaped = unescapeJson(text);
  const plain = [text, unescaped, unescapeJson(unescaped), fromPercent(text), fromPercent(unescaped), fromHtml(unescaped)];
  return [...plain, ...plain.flatMap((each) => [...fromBase64(each), ...fromHex(each)])];
}

function unescapeJson(text: string): string {
  return text
    .replaceAll(/\\u([0-9a-f]{4})/gi, (_whole, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replaceAll(/\\(["\\/])/g, "$1");
}

function fromPercent(text: string): string {
  return text.replaceAll(/%([0-9a-f]{2})/gi, (_whole, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

function fromHtml(text: string): string {
  return text.replaceAll(/&(?:#(\d{1,6})|#x([0-9a-f]{1,5})|([a-z]+));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
    if (decimal !== undefined) return String.fromCodePoint(Math.min(Number(decimal), 0x10_ff_ff));
    return hex === undefined ? (ENTITIES[name ?? ""] ?? whole) : String.fromCodePoint(Number.parseInt(hex, 16));
  });
}

/** Cut out of a longer one it may begin anywhere, so what is missing of its first group is made up in each length. */
function fromBase64(text: string): string[] {
  const runs = text.match(/[\w+/-]{12,}/g) ?? [];
  return runs.flatMap((run) => ["", "A", "AA", "AAA"].map((before) => Buffer.from(before + run, "base64").toString("latin1")));
}

function fromHex(text: string): string[] {
  const runs = text.match(/[0-9a-f]{16,}/gi) ?? [];
  return runs.flatMap((run) => [0, 1].map((from) => Buffer.from(run.slice(from), "hex").toString("latin1")));
}
