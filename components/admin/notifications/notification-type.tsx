import { useTranslations } from "next-intl";
import { isKnownType } from "@/lib/receipthero/notification";

/** The type of a notification in words. An unknown type is shown unchanged. */
export function useTypeName(): (type: string) => string {
  const t = useTranslations("admin.notifications.type");
  return (type) => (isKnownType(type) ? t(type) : type);
}
