import { apiNotes } from "./notes/api";
import { connectingNotes } from "./notes/connecting";
import { formNotes } from "./notes/forms";
import type { Note } from "./notes/note";
import { receiptNotes } from "./notes/receipts";
import { requestNotes } from "./notes/requests";
import { signInNotes } from "./notes/sign-in";
import { textsOf } from "./texts";

const SECTIONS: Record<string, Record<string, Note>> = {
  "Connecting to ReceiptHero": connectingNotes,
  Receipts: receiptNotes,
  "Sign-in": signInNotes,
  "Forms and pages": formNotes,
  "Refused requests and downloads": requestNotes,
  "The API": apiNotes,
};

const INTRODUCTION = `# Error codes

<!-- Generated from tools/docs/errors/, lib/ and messages/ by \`npm run docs\`. Do not edit. -->

Many error pages end with "Code for support". Search this page for the code. Logs and the admin pages use the same codes.
Words in braces stand for a name.

A code of digits, such as \`3412345678\`, belongs to one error on the server. Search the log for it: the line
\`a request failed\` has it as \`digest\`, with the error and its stack trace.
`;

/** docs/errors.md: the texts, the cause and the advice for every code. */
export function errorsDocument(): string {
  const sections = Object.entries(SECTIONS).map(([title, notes]) => {
    const entries = Object.entries(notes).map(([code, note]) => entryOf(code, note));
    return `## ${title}\n\n${entries.join("\n")}`;
  });
  return `${INTRODUCTION}\n${sections.join("\n")}`;
}

function entryOf(code: string, { meaning, support }: Note): string {
  const shown = textsOf(code);
  if (shown.length === 0) throw new Error(`No text is known for the code ${code}`);
  const texts = shown.map(({ text, status }) => `> ${status === undefined ? "" : `HTTP ${status}: `}${text}\n`);
  return `### \`${code}\`\n\n${texts.join(">\n")}\n- **Cause:** ${meaning}\n- **Support:** ${support}\n`;
}
