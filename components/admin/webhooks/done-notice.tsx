import { useTranslations } from "next-intl";
import { z } from "zod";
import { Notice } from "@/components/ui/notice";

const done = z.enum(["changed", "off", "on", "on_with_missed", "pinged"]);
const redelivered = z.object({ done: z.literal("redelivered"), count: z.coerce.number().int().min(0) });

/** The result of the action that led to the page of an endpoint. */
export function DoneNotice({ query }: { query: Record<string, unknown> }) {
  const t = useTranslations("admin.webhooks.done");
  const plain = done.safeParse(query.done).data;
  const counted = redelivered.safeParse(query).data;
  if (!plain && !counted) return null;
  return (
    <div className="mt-6">
      <Notice kind="good">{plain ? t(plain) : t("redelivered", { count: counted?.count ?? 0 })}</Notice>
    </div>
  );
}
