/**
 * What lies beside the state in a folder and is written once: the state before, and journals that were put away with their
 * runs. After a key was changed, or encryption begun, each is sealed anew; a machine that stops meanwhile leaves each file
 * either way, and both can be read.
 */
import { join } from 'node:path'
import { ReconcilerError } from '../model/errors.ts'
import type { Cipher } from './cipher.ts'
import { readIfThere, writeWhole } from './files.ts'
import { previousFile, putAway, type StateFiles } from './salvage.ts'
import { WrongKeyError } from './sealed.ts'

export async function reseal({ folder, cipher, ...files }: StateFiles, token: string): Promise<void> {
  const again = async (file: string, sealed: (text: string) => string): Promise<void> => {
    const content = await readIfThere(join(folder, file))
    if (content !== undefined) await writeWhole(join(folder, file), sealed(content.toString('utf8')), token)
  }
  await again(previousFile, (text) => anew(text, 'state', cipher))
  for (const journal of await putAway({ folder, cipher, ...files })) {
    // Nothing comes after the last break.
    await again(journal, (text) =>
      text
        .split('\n')
        .map((line, index, lines) => (index === lines.length - 1 ? line : anew(line, 'journal', cipher)))
        .join('\n'),
    )
  }
}

/** What is damaged stays as it is: there is nothing in it to seal. */
function anew(text: string, place: string, cipher: Cipher): string {
  try {
    return cipher.seal(cipher.open(text, place), place)
  } catch (error) {
    if (error instanceof WrongKeyError || !(error instanceof ReconcilerError)) throw error
    return text
  }
}
