// Runs before the first paint, so that a dark page never flashes white. Kept in step with src/app/color-mode.ts.
{
  let choice = null;
  try {
    choice = localStorage.getItem("color-mode");
  } catch {
    // Storage may be forbidden; then the device decides.
  }
  const isDark = choice === "dark" || (choice !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.classList.add(isDark ? "dark" : "light");
}
