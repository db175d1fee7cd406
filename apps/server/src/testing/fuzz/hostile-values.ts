import fc from "fast-check";

/** Any character there is. (The library's own "binary" unit takes seconds to make.) */
const CHARACTER = fc.integer({ min: 0, max: 0x10_f7_ff }).map((code) => String.fromCodePoint(code < 0xd8_00 ? code : code + 0x8_00));

/** Stand for JSON that no JavaScript value becomes; `toJson` puts it in. */
const RAW: Readonly<Record<string, string>> = {
  "@raw:infinity@": "1e999",
  "@raw:deep-array@": "[".repeat(10_000) + "]".repeat(10_000),
  "@raw:deep-object@": `${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`,
  "@raw:proto@": '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
};

/** What a person never types and an attacker does. Every text is sent as it is, also where no database can store it. */
export const HOSTILE_TEXTS: readonly string[] = [
  "",
  " ",
  "\u0000",
  "a\u0000b",
  "\ud800",
  "low \udfff alone",
  "\u202e\u200b\ufeff",
  "__proto__",
  "constructor",
  "hasOwnProperty",
  "null",
  "NaN",
  "-0",
  "1e309",
  "9223372036854775808",
  "' or '1'='1",
  `" or name like "%`,
  "%_*[]^\\",
  "1); drop table partners; --",
  "../../etc/passwd",
  "..%2f..%2f",
  "{{7*7}}",
  "<script>alert(1)</script>",
  "\r\nx-injected: 1",
  "x".repeat(201),
  "x".repeat(100_000),
  "👩‍💻".repeat(100),
  "0000-01-01T00:00:00Z",
  "0001-01-01T00:00:00Z",
  "9999-12-31T23:59:59.999Z",
  "2026-02-30T25:61:00Z",
  "2026-01-01T00:00:00+23:59",
  "00000000-0000-0000-0000-000000000000",
  "Etc/GMT+99",
];

const HOSTILE_NUMBERS: readonly number[] = [0, -0, -1, 0.5, 1e-320, 2 ** 31 - 1, 2 ** 31, 2 ** 53 - 1, 2 ** 53, 1e21, -1e308];

const OTHERS: readonly unknown[] = [null, true, false, [], {}, [[]], [null], { length: 1 }, ...Object.keys(RAW)];

/** Of the wrong type, or of the right one and beyond all bounds. */
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<unknown>(...HOSTILE_TEXTS) },
  { weight: 2, arbitrary: fc.constantFrom<unknown>(...HOSTILE_NUMBERS) },
  { weight: 3, arbitrary: fc.constantFrom<unknown>(...OTHERS) },
  { weight: 2, arbitrary: fc.string({ unit: CHARACTER, maxLength: 40 }) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 4 }) },
);

/** As it goes over the wire; undefined where there is nothing to send. */
export function toJson(value: unknown): string | undefined {
  const text = JSON.stringify(value) as string | undefined;
  return text?.replaceAll(/"(@raw:[a-z-]+@)"/g, (whole, name: string) => RAW[name] ?? whole);
}
