// What is to be written, as one line of YAML in flow style: for tests of the tree, not of how it looks.
import type { Written } from '../../src/model/written.ts'

export function flowText(written: Written): string {
  switch (written.type) {
    case 'map':
      return `{ ${[...written.pairs].map(([key, value]) => `${JSON.stringify(key)}: ${flowText(value)}`).join(', ')} }`
    case 'list':
      return `[${written.items.map(flowText).join(', ')}]`
    case 'scalar':
      if (written.as === 'plain') return written.text
      return `${written.as === 'file' ? '!file ' : ''}${JSON.stringify(written.text)}`
  }
}
