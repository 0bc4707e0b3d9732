import type { Route } from "next";
import type { NextRequest } from "next/server";
import { z } from "zod";
import { withRequestLog } from "@/lib/auth/request-log";
import { imagePlaces } from "@/lib/brand/brand";
import { changeBrandImage } from "@/lib/brand/change/image";
import { ImageRefusedError } from "@/lib/brand/images/image";
import { prepareImage } from "@/lib/brand/images/prepare";
import { checkedRoute } from "@/lib/http/paths";
import { answerStream } from "@/lib/http/proxy/answer-stream";
import { readBody } from "@/lib/http/read-body";
import { answerUpload, problemPath } from "@/lib/imports/receive/answer-upload";
import { arriving, type Body } from "@/lib/imports/receive/arriving";
import type { Admin } from "@/lib/principal";
import { MAX_BRAND_IMAGE_BYTES } from "@/lib/size-limits";

const FORM = "/admin/brand/images";

/** Puts the image of an admin in its place. It is no action, because an image may be larger than a form. */
export function POST(request: NextRequest): Promise<Response> {
  return answerStream(request, (requestId) => {
    return withRequestLog(request, () => answerUpload(request, { form: FORM, receive: putInPlace }), requestId);
  });
}

const fields = z.object({ place: z.enum(imagePlaces), version: z.coerce.number().int() });

async function putInPlace(admin: Admin, file: Body, given: Map<string, string>): Promise<Route> {
  const known = fields.safeParse(Object.fromEntries(given)).data;
  if (!known) return problemPath(FORM, "malformed");
  try {
    const bytes = await readBody(arriving(file), MAX_BRAND_IMAGE_BYTES);
    if (bytes === null) throw new ImageRefusedError("too_large");
    const image = await prepareImage(bytes, known.place === "icon" ? "icon" : "logo");
    const isDone = await changeBrandImage(admin, known.place, image, known.version);
    if (!isDone) throw new ImageRefusedError("brand_changed");
    return checkedRoute("/admin/brand?done=changed");
  } catch (error) {
    if (!(error instanceof ImageRefusedError)) throw error;
    const { problem, part } = error;
    const query = new URLSearchParams({
      place: known.place,
      problem,
      ...(part !== null && { part: part.slice(0, 40) }),
    });
    return checkedRoute(`${FORM}?${query}`);
  }
}
