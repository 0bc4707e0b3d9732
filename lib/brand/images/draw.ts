import { ImageResponse } from "next/og";
import { createElement } from "react";
import { ImageRefusedError, type SafeImage } from "@/lib/brand/images/image";
import { DRAWN_ICON } from "@/lib/brand/images/paths";

/** The largest drawing of an image, in pixels: sharp on every screen, and no large file. */
const LARGEST = { logo: { width: 640, height: 160 }, icon: { width: DRAWN_ICON, height: DRAWN_ICON } };

export type ImageUse = keyof typeof LARGEST;

/**
 * Draws an SVG as a PNG, for emails and home screens, which take no SVG. Next brings the program that draws.
 * @param svg of `cleanSvg`
 * @throws ImageRefusedError when it cannot be drawn
 */
export async function drawSvg(svg: SafeImage, use: ImageUse): Promise<Uint8Array<ArrayBuffer>> {
  const most = LARGEST[use];
  const scale = Math.min(most.width / svg.width, most.height / svg.height);
  const size = {
    width: Math.max(1, Math.round(svg.width * scale)),
    height: Math.max(1, Math.round(svg.height * scale)),
  };
  const src = `data:image/svg+xml;base64,${Buffer.from(svg.content).toString("base64")}`;
  try {
    return new Uint8Array(await new ImageResponse(createElement("img", { src, ...size }), size).arrayBuffer());
  } catch {
    throw new ImageRefusedError("not_drawn");
  }
}
