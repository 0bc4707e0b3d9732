"use client";

import { BrokenPage } from "@/components/layout/broken-page";

/** The page that replaces a page with an error. */
export default BrokenPage;
