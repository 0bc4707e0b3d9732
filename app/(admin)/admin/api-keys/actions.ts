"use server";

import { notFound, redirect } from "next/navigation";
import { z } from "zod";
import { createApiKey } from "@/lib/api-keys/create";
import { endApiKey } from "@/lib/api-keys/end";
import { apiKeyForm } from "@/lib/api-keys/form";
import { provenButtonAction, provenFormAction } from "@/lib/auth/proof/proven-action";
import { requireAdmin } from "@/lib/auth/sessions/current-user";

/** Creates an API key. Its answer is the only one that contains the key. For admins. */
export const createApiKeyAction = provenFormAction(requireAdmin, apiKeyForm, async (admin, { value }) => ({
  key: await createApiKey(admin, value),
}));

/** Ends an API key. For admins. */
export const endApiKeyAction = provenButtonAction(requireAdmin, async (admin, formData) => {
  const id = z.uuid().safeParse(formData.get("id")).data ?? notFound();
  if (!(await endApiKey(admin, id))) notFound();
  redirect("/admin/api-keys?done=ended");
});
