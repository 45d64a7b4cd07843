/** Reads what `!file` and `file:` name, once each: texts whole, assets as hash and size. Stays inside the folder. */
import { dirname, isAbsolute, join, posix, relative, sep } from 'node:path'
import type { Diagnostic } from '../model/diagnostic.ts'
import { digestOfBytes } from '../model/digest.ts'
import { byCodeUnit, type Json } from '../model/json.ts'
import type { FilePort, Project } from '../model/project.ts'
import type { YamlNode, YamlScalar } from '../model/yaml.ts'

export interface Content {
  /** Relative to the folder of butik.yaml, with forward slashes. */
  readonly path: string
  readonly sha256: string
  readonly bytes: number
  /** Of `!file` only. */
  readonly text?: string
}

export type ContentProblem = Pick<Diagnostic, 'code' | 'summary' | 'detail' | 'hint'>

export interface Contents {
  /** What the scalar names, or why it cannot be had. */
  of(node: YamlScalar): Content | ContentProblem
  /** Path and hash of each, sorted: part of the plan's basis. */
  digests(): Json
}

export function isProblem(content: object): content is ContentProblem {
  return 'code' in content
}

export async function readContents(project: Project, files: FilePort): Promise<Contents> {
  const root = (await files.real(project.root)) ?? project.root
  const found = new Map<string, Content | ContentProblem>()
  for (const document of project.documents) {
    for (const node of namedIn(document.root, [])) {
      const key = keyOf(node)
      if (!found.has(key)) found.set(key, await read(node, root, files, project.config.limits.file))
    }
  }
  return {
    of: (node) => found.get(keyOf(node)) ?? { code: 'E1010', summary: `"${node.text}" was not read` },
    digests: () => {
      const read = [...found.values()].flatMap((content) => (isProblem(content) ? [] : content))
      return read.sort((a, b) => byCodeUnit(a.path, b.path)).map(({ path, sha256 }) => [path, sha256])
    },
  }
}

function keyOf(node: YamlScalar): string {
  return `${node.tag === '!file' ? 'text' : 'asset'}\u0000${posix.dirname(node.at.file)}\u0000${node.text}`
}

/** Scalars tagged `!file`, and values of keys named `file`. */
function namedIn(node: YamlNode | undefined, found: YamlScalar[]): readonly YamlScalar[] {
  if (node?.type === 'scalar') {
    if (node.tag === '!file') found.push(node)
  } else if (node?.type === 'list') {
    for (const item of node.items) namedIn(item, found)
  } else {
    node?.pairs.forEach(({ value }, name) => {
      if (name === 'file' && value.type === 'scalar' && value.tag === undefined && value.value !== null)
        found.push(value)
      else namedIn(value, found)
    })
  }
  return found
}

async function read(node: YamlScalar, root: string, files: FilePort, limit: number): Promise<Content | ContentProblem> {
  const found = await bytesNamed(node.text, node.at.file, { root, files, limit })
  return isProblem(found) ? found : contentOf(node, found.path, found.bytes)
}

/** `root` is the folder of butik.yaml with links resolved; `named` is relative to the file `by` below it. */
export async function bytesNamed(
  named: string,
  by: string,
  { root, files, limit }: { readonly root: string; readonly files: FilePort; readonly limit: number },
): Promise<{ readonly path: string; readonly bytes: Uint8Array } | ContentProblem> {
  const path = isAbsolute(named) ? named : join(root, dirname(by), named)
  if (!inside(root, path)) return outside(named)
  const real = await files.real(path)
  if (real === undefined) {
    return {
      code: 'E1010',
      summary: `the file "${named}" does not exist`,
      hint: `paths are relative to ${posix.dirname(by)}/`,
    }
  }
  if (!inside(root, real)) return outside(named)
  const size = (await files.size(real)) ?? 0
  if (size > limit)
    return {
      code: 'E1003',
      summary: `the file "${named}" has ${size} bytes, the limit is ${limit}`,
      hint: 'raise limits.file in butik.yaml',
    }
  try {
    return { path: relative(root, path).split(sep).join('/'), bytes: await files.read(real) }
  } catch {
    return {
      code: 'E1002',
      summary: `the file "${named}" cannot be read`,
      hint: 'is it a folder, or not readable for you?',
    }
  }
}

function inside(root: string, path: string): boolean {
  const way = relative(root, path)
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

function outside(named: string): ContentProblem {
  return {
    code: 'E1009',
    summary: `the file "${named}" lies outside the configuration folder`,
    hint: 'copy it into the folder of butik.yaml; nothing outside is ever read',
  }
}

function contentOf(node: YamlScalar, path: string, bytes: Uint8Array): Content | ContentProblem {
  const base = { path, sha256: digestOfBytes(bytes), bytes: bytes.byteLength }
  if (node.tag !== '!file') return base
  try {
    return { ...base, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
  } catch {
    return { code: 'E1014', summary: `the file "${path}" is not UTF-8 text`, hint: 'save it as UTF-8' }
  }
}
