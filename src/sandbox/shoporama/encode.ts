/** JSON as this vendor's PHP writes it: four spaces, non-ASCII as lower-case \uXXXX, slashes left alone. */
const escapes = new Map<string, string>()

function escapeUnit(unit: string): string {
  const known = escapes.get(unit)
  if (known !== undefined) return known
  const text = `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
  escapes.set(unit, text)
  return text
}

export function encodeJson(value: unknown): string {
  return JSON.stringify(value, null, 4).replace(/[\u0080-\uffff]/g, escapeUnit)
}
