import { parentPort, workerData } from "node:worker_threads";
import { ImageResponse } from "next/og.js";
import { createElement } from "react";

// The thread of lib/brand/images/draw.ts. It draws one picture and ends.

const { src, size } = workerData as { src: string; size: { width: number; height: number } };
const picture = await new ImageResponse(createElement("img", { src, ...size }), size).arrayBuffer();
parentPort?.postMessage(picture, [picture]);
