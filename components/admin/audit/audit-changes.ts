import type { getTranslations } from "next-intl/server";
import type { Prisma } from "@/prisma/generated/client";

type Translate = Awaited<ReturnType<typeof getTranslations<"admin.audit">>>;

/** The changes that an event records, field by field, in words. */
export function auditChanges(before: Prisma.JsonValue, after: Prisma.JsonValue, t: Translate): string[] {
  const [was, is] = [fieldsOf(before), fieldsOf(after)];
  return [...new Set([...was.keys(), ...is.keys()])].map((field) => {
    const values = { field, before: was.get(field) ?? "", after: is.get(field) ?? "" };
    return t(!is.has(field) ? "unset" : was.has(field) ? "change" : "set", values);
  });
}

/** Each field with its value as text. */
function fieldsOf(value: Prisma.JsonValue): Map<string, string> {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return new Map();
  return new Map(Object.entries(value).map(([field, content]) => [field, textOf(content)]));
}

function textOf(content: Prisma.JsonValue | undefined): string {
  if (Array.isArray(content)) return content.map(textOf).join(", ");
  return typeof content === "string" ? content : JSON.stringify(content);
}
