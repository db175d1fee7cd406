import "./app/main.css";

// The windows and frames a sign-in comes back to only report to the page that opened them.
if (window.location.pathname === "/sign-in/popup" || window.location.pathname === "/sign-in/silent") {
  void import("./features/session/report-sign-in.ts").then(({ reportSignIn }) => reportSignIn());
} else {
  void import("./app/start.ts").then(({ start }) => start());
}
