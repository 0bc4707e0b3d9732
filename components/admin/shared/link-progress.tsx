"use client";

import { useTranslations } from "next-intl";
import { Icon } from "@/components/ui/icon";
import { useIsLinkPending } from "@/components/ui/link";

/** Within a link: shows that the link's target is loading. The old page stays until then, and nothing moves. */
export function LinkProgress() {
  const pending = useIsLinkPending();
  const t = useTranslations("admin.lists");
  return (
    <span className="relative" role="status">
      {pending && (
        <>
          <Icon
            name="loader-circle"
            className="-translate-y-1/2 absolute top-1/2 -left-1 size-3.5 animate-spin motion-reduce:animate-none"
          />
          <span className="sr-only">{t("loading")}</span>
        </>
      )}
    </span>
  );
}
