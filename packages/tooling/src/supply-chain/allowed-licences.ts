/** SPDX names of licences that ask for no more than to be named, and of those that ask for more only where their own files are changed. */
export const ALLOWED_LICENCES: readonly string[] = [
  "0BSD",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "CC0-1.0",
  "ISC",
  "MIT",
  "MIT-0",
  "Python-2.0",
  "Unlicense",
  // Of its own files only, which are not changed here.
  "MPL-2.0",
  // A font, shipped as it is.
  "OFL-1.1",
];

/** Packages whose licence no tool can read, each with where it stands. */
export const KNOWN_LICENCES: Readonly<Record<string, string>> = {
  "vaul-vue": "MIT, by the licence file of its repository; its package names none. A part of @nuxt/ui.",
};
