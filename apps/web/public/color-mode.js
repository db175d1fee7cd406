// Runs before the first paint, so that a dark page never flashes white. Kept in step with src/app/color-mode.ts.
(function () {
  var choice = null;
  try {
    choice = localStorage.getItem("color-mode");
  } catch (_error) {
    choice = null;
  }
  var isDark = choice === "dark" || (choice !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.classList.add(isDark ? "dark" : "light");
})();
