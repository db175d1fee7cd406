/** Longest text of certificates that is taken, explanations between them included. */
export const CERTIFICATE_TEXT_MAX_LENGTH = 32_000;

const MOST_CERTIFICATES = 10;
const BLOCK = /-----BEGIN ([^-\r\n]*)-----([A-Za-z0-9+/=\s]*)-----END \1-----/g;

export type CertificateText =
  /** The certificates alone, as PEM with a line break at the end of every line. */
  | { readonly ok: true; readonly pem: string }
  /** What is wrong, as the end of a sentence that begins with the field's label. */
  | { readonly ok: false; readonly fault: string };

/**
 * Reads what somebody pasted as certificates (PEM, RFC 7468): drops the explanations between them, and refuses everything that is
 * no certificate. Looks at the shape only, so that it can run in a browser; whether a certificate means something is the server's
 * to say. A private key is refused, and no part of the text is ever in the answer.
 */
export function readCertificateText(text: string): CertificateText {
  if (text.includes("PRIVATE KEY")) {
    return refuse("holds a private key, which is not kept here. Paste the certificate alone; the key stays on your server.");
  }
  const blocks = [...text.matchAll(BLOCK)];
  if (blocks.length === 0 || blocks.length !== text.split("-----BEGIN").length - 1) {
    return refuse("is no certificate in PEM form: it begins with -----BEGIN CERTIFICATE----- and ends with -----END CERTIFICATE-----.");
  }
  if (blocks.length > MOST_CERTIFICATES) return refuse(`holds more than ${MOST_CERTIFICATES} certificates.`);
  const pems: string[] = [];
  for (const [, label, body = ""] of blocks) {
    if (label !== "CERTIFICATE") return refuse("holds something that is no certificate.");
    const base64 = body.replaceAll(/\s/g, "");
    if (!isWholeSequence(base64)) return refuse("holds a certificate that is damaged or cut off.");
    pems.push(`-----BEGIN CERTIFICATE-----\n${base64.replaceAll(/.{64}(?=.)/g, "$&\n")}\n-----END CERTIFICATE-----\n`);
  }
  return { ok: true, pem: pems.join("") };
}

/** Whether the bytes are one DER sequence and nothing else: what every certificate is, and what one that was cut off is not. */
function isWholeSequence(base64: string): boolean {
  let bytes: string;
  try {
    bytes = atob(base64);
  } catch {
    return false;
  }
  const [type, first = 0] = [bytes.charCodeAt(0), bytes.charCodeAt(1)];
  if (type !== 0x30 || first < 0x81 || first > 0x83) return false;
  const lengthBytes = first - 0x80;
  let length = 0;
  for (let at = 0; at < lengthBytes; at += 1) length = length * 256 + bytes.charCodeAt(2 + at);
  return bytes.length === 2 + lengthBytes + length;
}

function refuse(fault: string): CertificateText {
  return { ok: false, fault };
}
