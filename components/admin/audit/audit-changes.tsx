import { getTranslations } from "next-intl/server";
import type { Prisma } from "@/prisma/generated/client";

type AuditChangesProps = { before: Prisma.JsonValue; after: Prisma.JsonValue };

/** The changes that an event records, field by field, in small text. */
export async function AuditChanges({ before, after }: AuditChangesProps) {
  const t = await getTranslations("admin.audit");
  const [was, is] = [fieldsOf(before), fieldsOf(after)];
  const fields = [...new Set([...was.keys(), ...is.keys()])];
  if (fields.length === 0) return null;
  return (
    <ul>
      {fields.map((field) => {
        const values = { field, before: was.get(field) ?? "", after: is.get(field) ?? "" };
        const kind = !is.has(field) ? "unset" : was.has(field) ? "change" : "set";
        return <li key={field}>{t(kind, values)}</li>;
      })}
    </ul>
  );
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
