import { generateKeyPairSync, sign, type KeyObject } from "node:crypto";

export interface SelfSigned {
  /** PEM. */
  readonly key: string;
  /** PEM; its own authority. */
  readonly certificate: string;
}

/** A throw-away certificate for these DNS names, valid for ten years around 2026, so that a TLS test needs no files. */
export function selfSigned(names: readonly string[]): SelfSigned {
  const keys = keyPair();
  return issue(names, keys, { name: names[0] ?? "test", key: keys.privateKey }, [alternativeNames(names), basicConstraints()]);
}

/** A throw-away authority, as a company that runs its servers itself has one. */
export interface TestAuthority {
  /** PEM. */
  readonly certificate: string;
  /** A server's certificate for these DNS names. */
  sign(names: readonly string[]): SelfSigned;
}

export function testAuthority(name = "Test Authority"): TestAuthority {
  const keys = keyPair();
  const issuer = { name, key: keys.privateKey };
  const { certificate } = issue([name], keys, issuer, [basicConstraints()]);
  return { certificate, sign: (names) => issue(names, keyPair(), issuer, [alternativeNames(names)]) };
}

interface Keys {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

function keyPair(): Keys {
  return generateKeyPairSync("ec", { namedCurve: "P-256" });
}

function issue(
  names: readonly string[],
  { publicKey, privateKey }: Keys,
  issuer: { readonly name: string; readonly key: KeyObject },
  extensions: readonly Buffer[],
): SelfSigned {
  const algorithm = sequence(oid([0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02]));
  const body = sequence(
    tag(0xa0, integer(2)),
    integer(1),
    algorithm,
    commonName(issuer.name),
    sequence(utcTime("210101000000Z"), utcTime("310101000000Z")),
    commonName(names[0] ?? "test"),
    publicKey.export({ type: "spki", format: "der" }),
    tag(0xa3, sequence(...extensions)),
  );
  const certificate = sequence(body, algorithm, bitString(signature(body, issuer.key)));
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    certificate: `-----BEGIN CERTIFICATE-----\n${certificate.toString("base64").replaceAll(/.{64}(?=.)/g, "$&\n")}\n-----END CERTIFICATE-----\n`,
  };
}

function commonName(name: string): Buffer {
  return sequence(tag(0x31, sequence(oid([0x55, 0x04, 0x03]), tag(0x0c, Buffer.from(name)))));
}

function signature(body: Buffer, key: KeyObject): Buffer {
  return sign("sha256", body, key);
}

function alternativeNames(names: readonly string[]): Buffer {
  return sequence(oid([0x55, 0x1d, 0x11]), tag(0x04, sequence(...names.map((name) => tag(0x82, Buffer.from(name))))));
}

function basicConstraints(): Buffer {
  return sequence(oid([0x55, 0x1d, 0x13]), tag(0x01, Buffer.from([0xff])), tag(0x04, sequence(tag(0x01, Buffer.from([0xff])))));
}

function tag(type: number, content: Buffer): Buffer {
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([type, ...size]), content]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tag(0x30, Buffer.concat(parts));
}

function oid(bytes: readonly number[]): Buffer {
  return tag(0x06, Buffer.from(bytes));
}

function integer(value: number): Buffer {
  return tag(0x02, Buffer.from([value]));
}

function utcTime(text: string): Buffer {
  return tag(0x17, Buffer.from(text));
}

function bitString(bytes: Buffer): Buffer {
  return tag(0x03, Buffer.concat([Buffer.from([0]), bytes]));
}
