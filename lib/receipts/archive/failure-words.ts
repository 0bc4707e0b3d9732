import "server-only";
import { getFormatter, getTranslations } from "next-intl/server";
import type { ArchiveProblem } from "@/lib/receipts/archive/fetch-all";

type Failed = { receiptId: string; shopName: string | null; firstSeenAt: Date };

/** The words of the list of failures. They are read before the first byte, because later there is no request. */
export async function failureWords() {
  const t = await getTranslations("receipts");
  const format = await getFormatter();
  return {
    fileName: t("archive.failures.fileName"),
    title: (count: number, total: number) => t("archive.failures.title", { count, total }),
    line({ receiptId, shopName, firstSeenAt }: Failed, problem: ArchiveProblem): string {
      const reason =
        problem === "ended" || problem === "not_tried" || problem === "too_large"
          ? t(`archive.failures.${problem}`)
          : t(`problem.${problem}.title`);
      return [format.dateTime(firstSeenAt, "moment"), shopName ?? t("unnamed"), receiptId, reason].join(" | ");
    },
  };
}
