import { decodeBase64 } from '#core/bytes/base64';
import { isJsonObject, type Json } from '#core/bytes/json';
import { readCertificate } from '#core/x509/certificate';

/** Says whether a value is what a field of the state must be. */
export type Judge = (value: Json | undefined) => boolean;
/** The fields of an object; others are passed over. */
export type Shape = Readonly<Record<string, Judge>>;

export const text: Judge = (value) => typeof value === 'string';
export const filled: Judge = (value) => typeof value === 'string' && value !== '';
export const yesNo: Judge = (value) => typeof value === 'boolean';
export const count: Judge = (value) => typeof value === 'number' && Number.isFinite(value) && value >= 0;
export const number: Judge = (value) => typeof value === 'number';
export const anyJson: Judge = (value) => value !== undefined;
export const object: Judge = (value) => isJsonObject(value);
export const texts: Judge = (value) => Array.isArray(value) && value.every((entry) => typeof entry === 'string');
export const key: Judge = (value) => typeof value === 'string' && (decodeBase64(value)?.length ?? 0) > 0;

/** Base64 of a certificate in DER. */
export const certificate: Judge = (value) => {
  const der = typeof value === 'string' ? decodeBase64(value) : undefined;
  return der !== undefined && readCertificate(der).ok;
};

/** The same, or null. */
export function orNull(judge: Judge): Judge {
  return (value) => value === null || judge(value);
}

/** One of these words. */
export function oneOf(...values: readonly string[]): Judge {
  return (value) => typeof value === 'string' && values.includes(value);
}

/** A list of objects of a shape. */
export function listOf(shape: Shape): Judge {
  return (value) => Array.isArray(value) && value.every((entry) => fits(entry as Json, shape));
}

/** A list whose every entry passes. */
export function listIn(judge: Judge): Judge {
  return (value) => Array.isArray(value) && value.every((entry) => judge(entry as Json));
}

/** An object whose every member passes. */
export function mapOf(judge: Judge): Judge {
  return (value) => isJsonObject(value) && Object.values(value).every((entry) => judge(entry));
}

/** An object of a shape. */
export function shaped(shape: Shape): Judge {
  return (value) => fits(value, shape);
}

/** An object of one of these shapes. */
export function oneShapeOf(shapes: readonly Shape[]): Judge {
  return (value) => shapes.some((shape) => fits(value, shape));
}

/** Says whether a value is an object of a shape. */
export function fits(value: Json | undefined, shape: Shape): boolean {
  return isJsonObject(value) && Object.entries(shape).every(([name, judge]) => judge(value[name]));
}
