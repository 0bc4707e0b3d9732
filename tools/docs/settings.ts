import type { z } from "zod";
import { settingSections } from "@/lib/settings/all";
import { explanations } from "@/lib/settings/explanations";

/** A line of a comment in `.env.example`, without its "# ". */
const LINE = /.{1,118}(?: |$)/g;

const SECTIONS = Object.entries(settingSections).map(([title, settings]) => ({
  title,
  settings: Object.entries<z.ZodType>(settings).map(([name, schema]) => ({ name, ...explanationOf(name, schema) })),
}));

function explanationOf(name: string, schema: z.ZodType) {
  const explanation = explanations.get(schema);
  if (!explanation) throw new Error(`${name} has no explanation`);
  return explanation;
}

/** `.env.example`: every setting, commented out, with its explanation and an example. */
export function envExample(): string {
  const introduction = comment(
    "The settings of the application. Copy this file to .env and fill in what you need, or set them in the environment, " +
      "which takes precedence. Set nothing to try the application: `npm start` then starts its own PostgreSQL, ReceiptHero " +
      "sandbox and mailbox. As soon as DATABASE_URL or ReceiptHero credentials are set, no value is generated, and the start " +
      "reports all missing settings.",
  );
  const sections = SECTIONS.map(({ title, settings }) => {
    const entries = settings.map(({ name, description, unset, ...explanation }) => {
      const example = "example" in explanation ? explanation.example : "";
      return `${comment(description)}\n${comment(`Unset: ${unset}.`)}\n#${name}=${example}\n`;
    });
    return [`# --- ${title} ---\n`, ...entries].join("\n");
  });
  return [`${introduction}\n`, ...sections].join("\n");
}

/** docs/settings.md: a table of the settings for each topic. */
export function settingsDocument(): string {
  const sections = SECTIONS.map(({ title, settings }) => {
    const rows = settings.map(({ name, description, unset }) => `| \`${name}\` | ${unset} | ${description} |`);
    return `## ${title}\n\n| setting | unset | meaning |\n| --- | --- | --- |\n${rows.join("\n")}\n`;
  });
  return `${INTRODUCTION}\n${sections.join("\n")}`;
}

const INTRODUCTION = `# Settings

<!-- Generated from lib/settings/ by \`npm run docs\`. Do not edit. -->

Set nothing, and everything is embedded: PostgreSQL, a ReceiptHero sandbox and a mailbox. As soon as \`DATABASE_URL\` or
ReceiptHero credentials are set, no value is generated. The start then reports all missing settings at once, each with an
example.

Settings come from the environment or from \`.env\`; the environment takes precedence. [.env.example](../.env.example) has all
of them, to copy. An empty value counts as unset. No message contains the value of a setting.
`;

/** Breaks a text into comment lines, but not within a command. */
function comment(text: string): string {
  const unbroken = text
    .replaceAll(/`([^` ]*)`/g, "$1")
    .replaceAll(/`[^`]*`/g, (command) => command.replaceAll(" ", "\u00a0"));
  const lines = unbroken.match(LINE) ?? [];
  return lines.map((line) => `# ${line.trimEnd().replaceAll("\u00a0", " ")}`).join("\n");
}
