import { globSync, readFileSync } from "node:fs";

/** A comment of a source file: its lines without the marks, and the line that it begins in. */
type Comment = { path: string; line: number; lines: string[]; isIndented: boolean; isDoc: boolean };

const SOURCES = [
  "{admin,app,bench,components,drill,e2e,lib,sandbox,test,tools}/**/*.{ts,tsx,mjs,css}",
  // A migration that was applied does not change.
  "prisma/{functions,schema,seed}/**/*.{ts,sql,prisma}",
  "prisma/*.{ts,sql}",
  "*.{ts,mjs,jsonc}",
];

/** The source files of ours, without those that are generated. */
export const sourceFiles = globSync(SOURCES).filter((path) => !/\.d\.ts$|\.d\.json\.ts$|^prisma\/generated/.test(path));

/** The marks of a comment, at the beginning of a line or behind code. */
const MARKS = {
  block: /^\s*(?:\{\s*)?\/\*/,
  line: /^\s*(?:\/\/\/?|--)(?:\s|$)/,
  trailing: /[;,{}()\]]\s+(?:\/\/|--) (.*)$/,
};

/** The comments of a file. It knows lines and not the grammar, so it can take a line of a text for a comment. */
export function commentsOf(path: string): Comment[] {
  const comments: Comment[] = [];
  let open: Comment | null = null;
  let isInBlock = false;
  for (const [index, text] of readFileSync(path, "utf8").split("\n").entries()) {
    const begin = (isDoc: boolean): Comment => {
      const comment = { path, line: index + 1, lines: [], isIndented: /^\s/.test(text), isDoc };
      comments.push(comment);
      return comment;
    };
    if (isInBlock || MARKS.block.test(text)) {
      open = isInBlock && open ? open : begin(/\/\*\*/.test(text));
      open.lines.push(text.replace(/^\s*(?:\{\s*)?(?:\/\*\*?|\*(?!\/))?\s?|\s*\*\/.*$/g, ""));
      isInBlock = !text.includes("*/");
      if (!isInBlock) open = null;
    } else if (MARKS.line.test(text)) {
      open ??= begin(/^\s*\/\/\//.test(text));
      open.lines.push(text.replace(/^\s*(?:\/\/\/?|--)\s?/, ""));
    } else {
      open = null;
      const [, trailing] = MARKS.trailing.exec(text) ?? [];
      if (trailing !== undefined) begin(false).lines.push(trailing);
    }
  }
  return comments;
}
