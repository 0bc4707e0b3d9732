import { getTranslations } from "next-intl/server";
import { env } from "@/lib/env";

/** Says on every page that this server uses the sandbox, and links to its mailbox. */
export async function SandboxNotice() {
  const { RECEIPTHERO_SANDBOX_URL } = env();
  if (!RECEIPTHERO_SANDBOX_URL) return null;
  const t = await getTranslations("sandbox");
  return (
    <aside aria-label={t("label")} className="bg-sandbox px-3 py-1 text-center text-on-sandbox text-sm">
      {t("notice")} ·{" "}
      <a href={`${RECEIPTHERO_SANDBOX_URL}/mailbox`} className="inline-block min-h-6 underline underline-offset-4">
        {t("mailbox")}
      </a>
    </aside>
  );
}
