import { basePath } from "./app/base-path.ts";
import "./app/main.css";

// The windows and frames a sign-in comes back to only report to the page that opened them.
const signIn = `${basePath()}/sign-in`;
if ([`${signIn}/popup`, `${signIn}/silent`].includes(window.location.pathname)) {
  void import("./features/session/report-sign-in.ts").then(({ reportSignIn }) => reportSignIn());
} else {
  void import("./app/start.ts").then(({ start }) => start());
}
