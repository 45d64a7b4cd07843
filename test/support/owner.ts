// The shop owner's own hands, and how two shapes of a shop differ.
import type { Sandbox } from '../../src/sandbox/server.ts'

export interface Owner {
  owner(method: string, path: string, body?: unknown): Promise<unknown>
}

export function ownerOf({ shoporama }: Sandbox): Owner {
  return {
    async owner(method, path, body) {
      const headers = { authorization: `Shoporama ${shoporama.otherToken}`, 'content-type': 'application/json' }
      const answer = await fetch(`${shoporama.url}${path}`, {
        method,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const text = await answer.text()
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
      return text === '' ? undefined : JSON.parse(text)
    },
  }
}

/** Lines of `a` that `b` does not have, or not as often. */
export function surplus(a: readonly string[], b: readonly string[]): string[] {
  const left = [...b]
  return a.filter((line) => {
    const at = left.indexOf(line)
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
}

/** How `a` differs from `b`, by object and by the fields that do. */
export function differences(a: readonly string[], b: readonly string[]): string[] {
  const wanted = new Map(surplus(b, a).map((line) => [nameIn(line), line]))
  const found = surplus(a, b).map((line) => {
    const other = wanted.get(nameIn(line))
    wanted.delete(nameIn(line))
    return other === undefined ? `has too much: ${nameIn(line)}` : `${nameIn(line)}: ${fieldsBetween(line, other)}`
  })
  return [...found, ...[...wanted.keys()].map((name) => `lacks: ${name}`)]
}

function nameIn(line: string): string {
  return /^.*?"name":"[^"]*"/.exec(line)?.[0] ?? line
}

function fieldsBetween(line: string, other: string): string {
  const parts = (text: string) => {
    const { fields, ...rest } = JSON.parse(text.slice(text.indexOf('{'))) as { fields: object }
    return new Map(Object.entries({ ...fields, ...rest }).map(([name, value]) => [name, JSON.stringify(value)]))
  }
  const [has, wants] = [parts(line), parts(other)]
  return [...has]
    .flatMap(([name, value]) => (wants.get(name) === value ? [] : [`${name} is ${value}, not ${wants.get(name)}`]))
    .join('; ')
}
