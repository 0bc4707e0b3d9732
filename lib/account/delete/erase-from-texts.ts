import "server-only";
import type { Transaction } from "@/lib/db/client";
import { escapeLike } from "@/lib/db/conditions";
import { readableEmailAddress } from "@/lib/email-address";
import { Prisma } from "@/prisma/generated/client";

/**
 * Takes an email out of what staff wrote: out of the text of notes, which are about a business and stay, and deletes the
 * saved views that search for it or are called so.
 * @returns how many rows had it
 */
export async function eraseFromTexts(tx: Transaction, email: string): Promise<number> {
  const notes = await notesWith(tx, email);
  for (const { id, text } of notes) {
    await tx.note.updateMany({ where: { id }, data: { text: text.replaceAll(patternOf(email), "…") } });
  }
  const views = await savedViewsWith(tx, email);
  await tx.savedView.deleteMany({ where: { id: { in: views.map(({ id }) => id) } } });
  return notes.length + views.length;
}

/** How many rows `eraseFromTexts` would change or delete. */
export async function countInTexts(tx: Transaction, email: string): Promise<number> {
  return (await notesWith(tx, email)).length + (await savedViewsWith(tx, email)).length;
}

async function notesWith(tx: Transaction, email: string): Promise<{ id: string; text: string }[]> {
  const found = await tx.$queryRaw<{ id: string; text: string }[]>(notesLike(email));
  return found.filter(({ text }) => text.search(patternOf(email)) >= 0);
}

/** The notes that may have an email: those with the part before its at sign, which is ASCII and the same in each form. */
export function notesLike(email: string): Prisma.Sql {
  const start = escapeLike(email.slice(0, email.indexOf("@") + 1));
  return Prisma.sql`SELECT id, text FROM "Note" WHERE text ILIKE ${`%${start}%`}`;
}

async function savedViewsWith(tx: Transaction, email: string): Promise<{ id: string }[]> {
  const views = await tx.savedView.findMany({ select: { id: true, name: true, query: true } });
  const has = (text: string) => text.search(patternOf(email)) >= 0;
  return views.filter(({ name, query }) => has(name) || [...new URLSearchParams(query).values()].some(has));
}

const WORD = "[\\p{L}\\p{M}\\p{N}]";

/**
 * Matches an email in any letter case, as it is stored and as it is shown. It is no part of a longer email or of a longer
 * domain. A full stop or a hyphen with a word may follow it, as in "a@x.fi-osoite", unless that makes a longer domain.
 */
function patternOf(email: string): RegExp {
  const forms = [...new Set([email, readableEmailAddress(email)])].map(escapePattern);
  const isWhole = `(?!${WORD}|\\.${WORD}|-(?:${WORD}|-)*\\.${WORD})`;
  return new RegExp(`(?<!${WORD}[._%+'-]*)(?:${forms.join("|")})${isWhole}`, "giu");
}

function escapePattern(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
