import { findImage } from "@/lib/brand/images/find";
import { unavailable } from "@/lib/http/unavailable";
import { log } from "@/lib/log";

const TYPES = { svg: "image/svg+xml", png: "image/png" };

/** A logo or a favicon of the brand, for everyone. Its address names its content, so it never changes. */
export async function GET(request: Request, { params }: RouteContext<"/brand/[file]">): Promise<Response> {
  try {
    const image = await findImage((await params).file);
    if (!image) return new Response(null, { status: 404, headers: { "Cache-Control": "no-store" } });
    return new Response(image.bytes, {
      headers: { "Content-Type": TYPES[image.type], "Cache-Control": "public, max-age=31536000, immutable" },
    });
  } catch (error) {
    log.error({ err: error }, "an image of the brand could not be read");
    return unavailable(request);
  }
}
