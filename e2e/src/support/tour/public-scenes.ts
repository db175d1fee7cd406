import { expect } from "@playwright/test";
import type { Scene } from "./tour.ts";

/** What somebody sees who is not signed in. */
export const publicScenes: readonly Scene[] = [
  {
    name: "sign-in",
    viewer: "nobody",
    isMinor: true,
    show: async (page) => {
      await page.goto("/integrations");
      await expect(page.getByRole("heading", { name: "Choose a sample account" })).toBeVisible();
    },
  },
  {
    name: "sign-in-failed",
    viewer: "nobody",
    isMinor: true,
    show: async (page) => {
      await page.goto("/sign-in/callback?error=access_denied&state=none");
      await expect(page.getByRole("heading", { name: "The sign-in did not work" })).toBeVisible();
    },
  },
  {
    name: "sign-in-unavailable",
    viewer: "nobody",
    isMinor: true,
    show: async (page) => {
      await page.goto("/sign-in/unavailable?to=/integrations");
      await expect(page.getByRole("heading", { name: "Signing in is not possible at the moment" })).toBeVisible();
    },
  },
  {
    name: "signed-out",
    viewer: "nobody",
    isMinor: true,
    show: async (page) => {
      await page.goto("/signed-out");
      await expect(page.getByRole("heading", { name: "You have signed out" })).toBeVisible();
    },
  },
  {
    name: "cannot-start",
    viewer: "nobody",
    isMinor: true,
    show: async (page) => {
      await page.route("**/config.json", (route) => route.abort());
      await page.goto("/");
      await expect(page.getByRole("heading", { name: "The console cannot start" })).toBeVisible();
    },
  },
];
