/** `notify:` of butik.yaml → settings. What is wrong with its shape is said by validate.ts. */
import type { Diagnostic } from '../model/diagnostic.ts'
import { type NotifySettings, notifyFormats, notifyTimes } from '../model/notify.ts'
import type { Project } from '../model/project.ts'
import type { YamlNode } from '../model/yaml.ts'

/** Undefined where nobody is to be told, or it is not known where. */
export function readNotify(node: YamlNode | undefined): NotifySettings | undefined {
  const url = at(node, 'url')
  if (url?.type !== 'scalar') return undefined
  return {
    url,
    format: notifyFormats.find((name) => name === wordAt(node, 'format')) ?? 'slack',
    on: notifyTimes.find((name) => name === wordAt(node, 'on')) ?? 'changes',
  }
}

export function notifyProblems({ config }: Project): Diagnostic[] {
  const { notify } = config
  if (notify === undefined || notify.url.tag !== undefined || notify.url.value === null) return []
  return [
    {
      severity: 'error',
      code: 'E1012',
      summary: 'the address of "notify" is written in plain text',
      detail: 'whoever reads the repository could write to the channel; what was committed once should be replaced',
      hint: 'write "url: !env NOTIFY_URL" and set the variable where butik runs',
      source: notify.url.at,
    },
  ]
}

function wordAt(node: YamlNode | undefined, key: string): string | undefined {
  const found = at(node, key)
  return found?.type === 'scalar' ? found.text : undefined
}

function at(node: YamlNode | undefined, key: string): YamlNode | undefined {
  return node?.type === 'map' ? node.pairs.get(key)?.value : undefined
}
