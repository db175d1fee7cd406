import { rootFolder } from "../root-folder.ts";
import { checkWalls } from "./check-walls.ts";
import { formatViolation } from "./violation.ts";

const { violations, packageCount, fileCount } = checkWalls(rootFolder);
for (const violation of violations) console.error(`${formatViolation(violation)}\n`);
console.log(`${packageCount} packages, ${fileCount} files, ${violations.length} broken walls`);
process.exitCode = violations.length === 0 && fileCount > 0 ? 0 : 1;
