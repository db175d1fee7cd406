import { describe, expect, it } from "vitest";
import { isPublicAddress } from "./address-policy.ts";
import { parseHostPort } from "./host-spelling.ts";

describe("a host in a list or a form", () => {
  it("is read in its plain spelling", () => {
    expect(parseHostPort("PSA.Example.com:8443")).toEqual({ host: "psa.example.com", port: 8443, kind: "name" });
    expect(parseHostPort("8.8.8.8")).toEqual({ host: "8.8.8.8", port: undefined, kind: "ipv4" });
    expect(parseHostPort("[2606:4700::1]:444")).toEqual({ host: "2606:4700::1", port: 444, kind: "ipv6" });
  });

  // Whatever is done with it afterwards: what a URL parser reads as an address is no name.
  it.each([
    "2130706433",
    "1",
    "127.1",
    "1.2.3",
    "a.1",
    "1.2.3.4.5",
    "0x7f000001",
    "127.0.0.0x1",
    "a.0x",
    "0x7f.0x1",
    "017700000001",
    "256.1.1.1",
  ])("is no name where it reads as a number: %s", (host) => {
    expect(parseHostPort(host)).toBeUndefined();
    expect(parseHostPort(`${host}:443`)).toBeUndefined();
  });
});

describe("a public address", () => {
  it("has no zone, however public the rest of it is", () => {
    expect(isPublicAddress("2606:4700::1")).toBe(true);
    for (const address of ["2606:4700::1%eth0", "2606:4700::1%25eth0", "8.8.8.8%1", "fe80::1%1"])
      expect(isPublicAddress(address)).toBe(false);
  });
});
