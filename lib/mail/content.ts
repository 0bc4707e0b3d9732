import type { Locale } from "@/lib/i18n/locales";

/** The content of an email, in this order. All texts are plain. */
export type MailContent = {
  subject: string;
  before: string[];
  /** The lists of a digest. */
  lists?: { heading: string; items: { text: string; href?: string }[] }[];
  link?: { href: string; text: string };
  code?: { intro: string; digits: string };
  after: string[];
  /** Small print: for example why the user gets the email. */
  small?: string[];
  /** The page on which the user stops emails of this kind. An essential email has none. */
  unsubscribe?: { href: string; text: string };
};

/** An email: its recipient, the language of its texts, and its content. */
export type Mail = MailContent & { to: string; locale: Locale };

/** The content of an email as plain text, in which each link has a line of its own. */
export function mailText({ before, lists = [], link, code, after, small = [], unsubscribe }: MailContent): string {
  const listed = lists.map(({ heading, items }) =>
    [heading, ...items.map(({ text, href }) => (href ? `- ${text}\n  ${href}` : `- ${text}`))].join("\n"),
  );
  const stop = unsubscribe ? [`${unsubscribe.text}:\n${unsubscribe.href}`] : [];
  const linked = link ? [`${link.text}:\n${link.href}`] : [];
  const typed = code ? [code.intro, code.digits] : [];
  return `${[...before, ...listed, ...linked, ...typed, ...after, ...small, ...stop].join("\n\n")}\n`;
}
