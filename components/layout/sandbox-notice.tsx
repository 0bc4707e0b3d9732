import { getTranslations } from "next-intl/server";
import { env } from "@/lib/env";

/** Says on every page that this server uses the sandbox, and links to its mailbox. */
export async function SandboxNotice() {
  const { RECEIPTHERO_SANDBOX_URL } = env();
  if (!RECEIPTHERO_SANDBOX_URL) return null;
  const t = await getTranslations("sandbox");
  return (
    <aside aria-label="Sandbox" className="border-line border-b bg-surface px-5 py-2 text-center text-muted text-sm">
      {t("notice")}{" "}
      <a
        href={`${RECEIPTHERO_SANDBOX_URL}/mailbox`}
        className="whitespace-nowrap underline underline-offset-4 hover:text-accent"
      >
        {t("mailbox")}
      </a>
    </aside>
  );
}
