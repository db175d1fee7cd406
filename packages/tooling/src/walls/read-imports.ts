import ts from "typescript";

export interface ImportUse {
  /** As written: `@integrations/core`, `./x.ts`, `node:fs`. */
  readonly specifier: string;
  /** From 1. */
  readonly line: number;
  /** Erased before it runs. `import { type X }` is not: it still loads the module. */
  readonly isTypeOnly: boolean;
}

/**
 * Every module a source names by a literal: static, dynamic and type imports, re-exports, `require`, and `import("x")` in a type.
 * In a Vue file, those of its script blocks.
 */
export function readImports(fileName: string, text: string): readonly ImportUse[] {
  const source = fileName.endsWith(".vue") ? scriptsOnly(text) : text;
  const scriptKind = fileName.endsWith(".tsx") ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const file = ts.createSourceFile(fileName, source, ts.ScriptTarget.Latest, false, scriptKind);
  const found: ImportUse[] = [];
  const visit = (node: ts.Node): void => {
    const use = importOf(node);
    if (use !== undefined) {
      const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
      found.push({ specifier: use.specifier, isTypeOnly: use.isTypeOnly, line: line + 1 });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function importOf(node: ts.Node): Pick<ImportUse, "specifier" | "isTypeOnly"> | undefined {
  if (ts.isImportDeclaration(node)) return literal(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
  if (ts.isExportDeclaration(node)) return literal(node.moduleSpecifier, node.isTypeOnly);
  if (ts.isImportTypeNode(node)) return ts.isLiteralTypeNode(node.argument) ? literal(node.argument.literal, true) : undefined;
  if (ts.isExternalModuleReference(node)) return literal(node.expression, false);
  if (ts.isCallExpression(node) && isLoading(node.expression)) return literal(node.arguments[0], false);
  return undefined;
}

function isLoading(callee: ts.Expression): boolean {
  return callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === "require");
}

function literal(node: ts.Node | undefined, isTypeOnly: boolean): Pick<ImportUse, "specifier" | "isTypeOnly"> | undefined {
  return node !== undefined && ts.isStringLiteralLike(node) ? { specifier: node.text, isTypeOnly } : undefined;
}

/** Blanks everything but the script blocks, so that line numbers stay. */
function scriptsOnly(text: string): string {
  const blank = (part: string): string => part.replaceAll(/[^\n]/g, " ");
  let result = "";
  let end = 0;
  for (const match of text.matchAll(/(<script\b[^>]*>)([\s\S]*?)<\/script>/g)) {
    const start = match.index + (match[1]?.length ?? 0);
    const body = match[2] ?? "";
    result += blank(text.slice(end, start)) + body;
    end = start + body.length;
  }
  return result + blank(text.slice(end));
}
