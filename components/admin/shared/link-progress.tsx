"use client";

import { LoaderCircle } from "lucide-react";
import { useLinkStatus } from "next/link";
import { useTranslations } from "next-intl";

/** Within a link: shows that the link's target is loading. The old page stays until then, and nothing moves. */
export function LinkProgress() {
  const { pending } = useLinkStatus();
  const t = useTranslations("admin.lists");
  return (
    <span className="relative" role="status">
      {pending && (
        <>
          <LoaderCircle
            aria-hidden
            className="-translate-y-1/2 absolute top-1/2 -left-1 size-3.5 animate-spin motion-reduce:animate-none"
          />
          <span className="sr-only">{t("loading")}</span>
        </>
      )}
    </span>
  );
}
