import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import type { OwnWords } from "@/lib/brand/brand";
import { type BrandField, fieldsOf } from "@/lib/brand/change/form";
import { lockBrand } from "@/lib/brand/change/lock";
import { forgetBrand } from "@/lib/brand/current";
import { db } from "@/lib/db/client";
import type { Admin } from "@/lib/principal";

/**
 * Changes the texts, the colour and the addresses of the brand.
 * @param wanted all of them, and the version that the admin saw
 * @returns false when the brand has another version by now; then nothing was changed
 */
export async function changeBrand(admin: Admin, wanted: OwnWords): Promise<boolean> {
  const isDone = await db().$transaction(async (tx) => {
    const former = await lockBrand(tx);
    if (former.version !== wanted.version) return false;
    const [before, after] = differences(former, wanted);
    if (Object.keys({ ...before, ...after }).length === 0) return true;
    const data = { ...wanted, version: former.version + 1 };
    await tx.brand.update({ where: { id: 1 }, data, select: { id: true } });
    await recordAuditEvent(tx, { actor: actorOf(admin), action: "brand.changed", before, after });
    return true;
  });
  forgetBrand();
  return isDone;
}

/** The fields that differ, as the audit log keeps them. Of an email it keeps the domain, which names nobody, and of an URL all. */
function differences(former: OwnWords, wanted: OwnWords) {
  const [was, is] = [fieldsOf(former), fieldsOf(wanted)];
  const changed = (Object.keys({ ...was, ...is }) as (keyof typeof was)[]).filter((field) => was[field] !== is[field]);
  const kept = (fields: typeof was) =>
    Object.fromEntries(
      changed.flatMap((field) => (fields[field] === undefined ? [] : [[field, inAudit(field, fields[field])]])),
    );
  return [kept(was), kept(is)] as const;
}

function inAudit(field: BrandField, text: string): string {
  const isEmail = field === "replyTo" || (field === "support" && !text.startsWith("https:"));
  return isEmail ? text.replace(/^[^@\s]+@(?=[^@\s]+$)/, "…@") : text;
}
