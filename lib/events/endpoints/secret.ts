import "server-only";
import { createSecretKey, type KeyObject, randomBytes } from "node:crypto";
import { seal, unseal } from "@/lib/crypto/seal";

/** The prefix of a secret (Standard Webhooks 1.0.0, section "Signature scheme"). */
const PREFIX = "whsec_";

/** A new secret: 256 random bits in Base64, with its prefix. */
export function makeEndpointSecret(): string {
  return PREFIX + randomBytes(32).toString("base64");
}

/** Seals the secret of an endpoint for its row. */
export function sealEndpointSecret(secret: string, endpointId: string): string {
  return seal(secret, rowOf(endpointId));
}

/**
 * Unseals the secret of an endpoint.
 * @throws AppError `seal_key_missing` or `seal_broken`
 */
export function unsealEndpointSecret(sealedSecret: string, endpointId: string): string {
  return unseal(sealedSecret, rowOf(endpointId));
}

/**
 * The key that a sealed secret stands for.
 * @throws AppError `seal_key_missing` or `seal_broken`
 */
export function endpointKey(sealedSecret: string, endpointId: string): KeyObject {
  return createSecretKey(unsealEndpointSecret(sealedSecret, endpointId).slice(PREFIX.length), "base64");
}

export function rowOf(endpointId: string): string {
  return `webhook endpoint ${endpointId}`;
}
