import { getTranslations } from "next-intl/server";
import { Form } from "@/components/ui/form";
import { getFormatter } from "@/lib/i18n/formatter";
import type { MerchantView } from "@/lib/principal";

type ViewBannerProps = { view: MerchantView | null; end: (formData: FormData) => Promise<void> };

/** Says on every page that staff view a merchant, and until when, and ends it. */
export async function ViewBanner({ view, end }: ViewBannerProps) {
  if (!view) return null;
  const t = await getTranslations("app.view");
  const format = await getFormatter();
  return (
    <aside
      aria-label={t("label")}
      className="flex flex-wrap items-center justify-center gap-x-5 gap-y-1 bg-ink px-5 py-1.5 text-paper text-sm print:hidden"
    >
      <p className="wrap-anywhere min-w-0">
        {t("notice", { business: view.merchant.name, time: format.dateTime(view.expiresAt, "staffTime") })}
      </p>
      <Form action={end} className="shrink-0">
        <button
          type="submit"
          className="min-h-11 cursor-pointer rounded-lg px-3 font-semibold underline underline-offset-4 hover:no-underline"
        >
          {t("end")}
        </button>
      </Form>
    </aside>
  );
}
