/** Run by the fetched Node: tells the bootstrap where that Node is, and on which PATH it and pnpm are found. */
process.stdout.write(`TOOLCHAIN${JSON.stringify({ version: process.versions.node, node: process.execPath, path: process.env.PATH })}\n`);
