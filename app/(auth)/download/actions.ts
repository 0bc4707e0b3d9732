"use server";

import { notFound, redirect } from "next/navigation";
import { downloadPath } from "@/lib/auth/proof/proof-before-download";
import { provenButtonAction } from "@/lib/auth/proof/proven-action";
import { requireUser } from "@/lib/auth/sessions/current-user";

/** Asks for a proof, then leads to the download. The download itself checks who may have it. */
export const proveForDownloadAction = provenButtonAction(requireUser, async (_user, formData) => {
  const to = downloadPath(formData.get("to")) ?? notFound();
  redirect(`/download?${new URLSearchParams({ to })}`);
});
