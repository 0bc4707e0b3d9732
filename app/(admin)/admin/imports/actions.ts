"use server";

import { redirect } from "next/navigation";
import { provenButtonAction } from "@/lib/auth/proof/proven-action";
import { requireAdmin } from "@/lib/auth/sessions/current-user";

/** Asks for a proof, then leads to the form for the file. For admins. */
export const proveForImportAction = provenButtonAction(requireAdmin, async () => redirect("/admin/imports/new"));
