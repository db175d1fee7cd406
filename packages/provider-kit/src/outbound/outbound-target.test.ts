import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isPublicAddress } from "./address-policy.ts";
import { parseAllowList, targetJudge } from "./outbound-target.ts";

/** Hosts a partner could type to reach what is behind the platform. */
const HOSTILE_HOSTS_BY_KIND: Readonly<Record<string, readonly string[]>> = {
  loopback: [
    "127.0.0.1",
    "127.0.0.2",
    "127.255.255.254",
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "localhost",
    "LOCALHOST",
    "api.localhost",
    "ip6-localhost",
  ],
  unspecified: ["0.0.0.0", "0.1.2.3", "[::]"],
  "decimal, octal, hexadecimal and shortened": [
    "2130706433",
    "0x7f000001",
    "0x7f.0.0.1",
    "0177.0.0.1",
    "0x7f.1",
    "127.1",
    "127.0.1",
    "0",
    "017700000001",
    "127.0.0.01",
    "0127.0.0.1",
    "2852039166",
    "0xa9fea9fe",
    "0251.0376.0251.0376",
    "1.2.3",
    "1.2.3.4.5",
    "256.1.1.1",
    "1.1.1.1e2",
  ],
  "other digits and invisible characters": ["127。0。0。1", "①②⑦.⓪.⓪.①", "１２７.0.0.1", "127.0.0.1\u200b", "psа.example.com"],
  "trailing dots": ["localhost.", "127.0.0.1.", "169.254.169.254.", "psa.example.com."],
  private: [
    "10.0.0.1",
    "10.255.255.255",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.0.1",
    "192.168.1.1",
    "[fc00::1]",
    "[fdff::1]",
    "[fec0::1]",
  ],
  shared: ["100.64.0.1", "100.127.255.254"],
  "link-local": ["169.254.0.1", "[fe80::1]", "[fe80::1%25eth0]", "[febf::1]"],
  metadata: [
    "169.254.169.254",
    "169.254.170.2",
    "[fd00:ec2::254]",
    "100.100.100.200",
    "192.0.0.192",
    "168.63.129.16",
    "metadata.google.internal",
    "metadata",
    "instance-data",
  ],
  "IPv4 inside IPv6": [
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::ffff:10.0.0.1]",
    "[::ffff:8.8.8.8]",
    "[::127.0.0.1]",
    "[::ffff:0:127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b::8.8.8.8]",
    "[64:ff9b:1::1]",
    "[2002:7f00:1::]",
    "[2002:a00:1::1]",
    "[2001:0:7f00:1::]",
    "[2001::1]",
    "[2a01:4f8::5efe:127.0.0.1]",
    "[2a01:4f8:0:1:200:5efe:a00:1]",
  ],
  documentation: ["192.0.2.1", "198.51.100.1", "203.0.113.1", "[2001:db8::1]", "[3fff::1]"],
  benchmarking: ["198.18.0.1", "198.19.255.255", "[2001:2::1]"],
  multicast: ["224.0.0.1", "239.255.255.255", "[ff02::1]", "[ff0e::1]"],
  "reserved and unassigned": [
    "240.0.0.1",
    "255.255.255.255",
    "192.0.0.1",
    "192.88.99.1",
    "192.31.196.1",
    "192.52.193.1",
    "192.175.48.1",
    "[2001:10::1]",
    "[2001:20::1]",
    "[5f00::1]",
    "[100::1]",
    "[4000::1]",
    "[e000::1]",
    "[2620:4f:8000::1]",
  ],
  "local names": [
    "intranet",
    "printer.local",
    "db.internal",
    "nas.home.arpa",
    "site.onion",
    "router.lan",
    "psa.corp",
    "host.docker.internal",
  ],
  "user info and percent signs": [
    "user@psa.example.com",
    "psa.example.com@127.0.0.1",
    "user:password@psa.example.com",
    "psa.example.com%2f@127.0.0.1",
    "%31%32%37.0.0.1",
    "127.0.0.1%00",
    "psa.example.com\\@127.0.0.1",
  ],
  "no host at all": [
    "[::1",
    "::1",
    "[127.0.0.1]",
    "psa..example.com",
    ".example.com",
    "-psa.example.com",
    "psa_1.example.com",
    "",
    " ",
    "psa.example.com\t",
    "psa.example.com\n",
  ],
  "broken ports": [
    "psa.example.com:0",
    "psa.example.com:65536",
    "psa.example.com:",
    "psa.example.com:443:443",
    "psa.example.com:0443",
    "psa.example.com:+443",
  ],
  "other ports": [
    "psa.example.com:22",
    "psa.example.com:25",
    "psa.example.com:80",
    "psa.example.com:3306",
    "psa.example.com:5432",
    "psa.example.com:6379",
    "8.8.8.8:53",
  ],
};
const HOSTILE_HOSTS = Object.entries(HOSTILE_HOSTS_BY_KIND).flatMap(([kind, hosts]) => hosts.map((host) => [kind, host] as const));

describe("where the platform speaks to", () => {
  it("has a long list to be tested with, without repetitions", () => {
    expect(HOSTILE_HOSTS.length).toBeGreaterThan(130);
    expect(new Set(HOSTILE_HOSTS.map(([, host]) => host)).size).toBe(HOSTILE_HOSTS.length);
  });

  it.each(HOSTILE_HOSTS)("refuses %s: %j", (_kind, host) => {
    expect(targetJudge([])(`https://${host}/login/companyinfo/acme`).ok).toBe(false);
  });

  it.each([
    "http://psa.example.com/",
    "ftp://psa.example.com/",
    "//psa.example.com/",
    "psa.example.com",
    "HTTPS://psa.example.com/x",
    "https:/psa.example.com",
  ])("refuses the URL %j", (url) => {
    expect(targetJudge([])(url).ok).toBe(false);
  });

  it.each([
    "https://psa.example.com/a b",
    "https://psa.example.com/a\r\nX-Header: 1",
    "https://psa.example.com/ä",
    "https://psa.example.com?x=1#y",
  ])("refuses the unencoded path in %j", (url) => {
    expect(targetJudge([])(url).ok).toBe(false);
  });

  it.each([
    ["https://na.myconnectwise.net/login/x?y=1", "https://na.myconnectwise.net", "/login/x?y=1"],
    ["https://PSA.Example.COM:8443/x", "https://psa.example.com:8443", "/x"],
    ["https://psa.example.com", "https://psa.example.com", "/"],
    ["https://xn--bcher-kva.example/x", "https://xn--bcher-kva.example", "/x"],
    ["https://8.8.8.8/x", "https://8.8.8.8", "/x"],
    ["https://[2a01:4f8::1]:443/x", "https://[2a01:4f8::1]:443", "/x"],
  ])("speaks HTTPS to %s", (url, origin, path) => {
    expect(targetJudge([])(url)).toMatchObject({ ok: true, target: { origin, path, listed: false } });
  });

  it("speaks plain HTTP to a listed host, private or not, and only on the listed port", () => {
    const allow = parseAllowList(["127.0.0.1:4010", " localhost ", "[::1]:8080", "psa.example.com:80"]);
    expect(targetJudge(allow)("https://127.0.0.1:4010/x")).toMatchObject({
      ok: true,
      target: { origin: "http://127.0.0.1:4010", listed: true },
    });
    expect(targetJudge(allow)("https://localhost:1/x")).toMatchObject({ ok: true, target: { origin: "http://localhost:1" } });
    expect(targetJudge(allow)("https://[::1]:8080/x")).toMatchObject({ ok: true, target: { origin: "http://[::1]:8080" } });
    expect(targetJudge(allow)("https://psa.example.com/x")).toMatchObject({ ok: true, target: { origin: "http://psa.example.com" } });
    expect(targetJudge(allow)("https://127.0.0.1:4011/x").ok).toBe(false);
    expect(targetJudge(allow)("https://127.0.0.1/x").ok).toBe(false);
    expect(targetJudge(allow)("https://2130706433:4010/x").ok).toBe(false);
  });

  it("names the entry of the list that cannot be read", () => {
    expect(() => parseAllowList(["localhost:4010", "http://localhost"])).toThrow('"http://localhost"');
  });
});

describe("a public address", () => {
  it("is none inside any special IPv4 range, in whatever IPv6 clothes it comes", () => {
    const inner = fc
      .tuple(fc.constantFrom("10", "127", "0", "224", "240"), fc.nat(255), fc.nat(255), fc.nat(255))
      .map((parts) => parts.join("."));
    fc.assert(
      fc.property(inner, fc.constantFrom("", "::ffff:", "::", "64:ff9b::", "::ffff:0:", "2a01:4f8::5efe:"), (address, prefix) => {
        expect(isPublicAddress(`${prefix}${address}`)).toBe(false);
      }),
    );
  });

  it("is none where the text is no address at all", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!/^[0-9a-f:.]+$/i.test(text));
        expect(isPublicAddress(text)).toBe(false);
      }),
    );
  });
});
