import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { ImageRefusedError, type SafeImage } from "@/lib/brand/images/image";
import { DRAWN_ICON } from "@/lib/brand/images/paths";

/** The largest drawing of an image, in pixels: sharp on every screen, and no large file. */
const LARGEST = { logo: { width: 640, height: 160 }, icon: { width: DRAWN_ICON, height: DRAWN_ICON } };

/** How long a drawing may take, in milliseconds. A logo takes a tenth of it on a slow machine. */
const DRAWING_MS = 10_000;

export type ImageUse = keyof typeof LARGEST;

/**
 * Draws an SVG as a PNG, for emails and home screens, which take no SVG. Next brings the program that draws. It has a thread of
 * its own, because a thousand elements can take seconds.
 * @param svg of `cleanSvg`
 * @param drawingMs how long it may take
 * @throws ImageRefusedError when it cannot be drawn, or not in time
 */
export async function drawSvg(svg: SafeImage, use: ImageUse, drawingMs = DRAWING_MS): Promise<Uint8Array<ArrayBuffer>> {
  const most = LARGEST[use];
  const scale = Math.min(most.width / svg.width, most.height / svg.height);
  const size = {
    width: Math.max(1, Math.round(svg.width * scale)),
    height: Math.max(1, Math.round(svg.height * scale)),
  };
  const src = `data:image/svg+xml;base64,${Buffer.from(svg.content).toString("base64")}`;
  const worker = new Worker(new URL("./draw-worker.ts", import.meta.url), { workerData: { src, size } });
  const signal = AbortSignal.timeout(drawingMs);
  try {
    const [picture] = (await once(worker, "message", { signal })) as [ArrayBuffer];
    return new Uint8Array(picture);
  } catch {
    throw new ImageRefusedError(signal.aborted ? "svg_too_complex" : "not_drawn");
  } finally {
    await worker.terminate();
  }
}
