// All that lies in a folder, as one text: what a thief of the machine would find.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

export async function textsIn(folder: string): Promise<string> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name))
  return (await Promise.all(paths.map((path) => readFile(path, 'utf8')))).join('\n')
}
